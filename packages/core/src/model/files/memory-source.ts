import { NestvecError } from "../../errors/nestvec-error.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { encodeUtf8 } from "../../platform/utf8.ts";

/**
 * Files held in memory, by path with forward slashes: what was fetched in a browser, or made in a test. Texts are kept as UTF-8.
 * The bytes are not copied; what is read must not be written to.
 * @throws NestvecError from its functions: FILE_MISSING
 * @example
 * ```ts
 * import { memorySource } from "@nestvec/core";
 *
 * const source = memorySource({ "config.json": '{"hidden_size":384}', "onnx/model.onnx": Uint8Array.of(8, 10) });
 * console.log(await source.size("config.json"), await source.size("quality.json")); // → 19 undefined
 * ```
 */
export function memorySource(files: Readonly<Record<string, Uint8Array | string>>, name: string = "memory"): FileSource {
  const contents = new Map(
    Object.entries(files).map(([path, content]) => [path, typeof content === "string" ? encodeUtf8(content) : content]),
  );

  function bytesOf(path: string): Uint8Array {
    const bytes = contents.get(path);
    if (bytes === undefined) throw new NestvecError("FILE_MISSING", { file: path, where: name });
    return bytes;
  }

  return {
    name,
    size: async (path) => contents.get(path)?.length,
    read: async (path) => bytesOf(path),
    readSlice: async (path, start, end) => bytesOf(path).subarray(start, end),
    list: async () => [...contents.keys()],
  };
}

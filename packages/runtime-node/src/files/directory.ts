import { open, readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { filesIn } from "./files-in.ts";
import { hubBlobsOf, isBelow } from "./hub-blobs.ts";
import { isError, messageOf, NestvecError, type FileSource } from "@nestvec/core";

/**
 * A model's files in a folder on disk. ONNX Runtime opens graphs by path, so that weights are mapped and not copied.
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { directory } from "@nestvec/runtime-node";
 *
 * const files = directory(fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json"))));
 * console.log(await files.size("onnx/model_layer_2.onnx"), await files.size("README.txt")); // → 14210 undefined
 * ```
 */
export function directory(root: string): FileSource {
  const at = (path: string): string => join(root, path);

  return {
    name: root,
    locate: at,
    list: () => filesIn(root),
    async outside(path) {
      const [folder, file] = await Promise.all([realpath(root), realpath(at(path))]).catch(() => []);
      // What is not there is said elsewhere.
      if (folder === undefined || file === undefined || isBelow(file, folder)) return undefined;
      return hubBlobsOf(folder)?.folders.some((blobs) => isBelow(file, blobs)) === true ? undefined : file;
    },
    async size(path) {
      try {
        const found = await stat(at(path));
        return found.isFile() ? found.size : undefined;
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw notReadable(path, error);
      }
    },
    read: (path) => readFile(at(path)).catch((error: unknown) => fail(path, error)),
    async readSlice(path, start, end) {
      const file = await open(at(path)).catch((error: unknown) => fail(path, error));
      try {
        const buffer = new Uint8Array(end - start);
        const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
        return buffer.subarray(0, bytesRead);
      } catch (error) {
        throw notReadable(path, error);
      } finally {
        await file.close();
      }
    },
  };

  function fail(path: string, error: unknown): never {
    if (isAbsent(error)) throw new NestvecError("FILE_MISSING", { file: path, where: root }, { cause: error });
    throw notReadable(path, error);
  }
}

const isAbsent = (error: unknown): boolean => isError(error) && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

const notReadable = (file: string, error: unknown): NestvecError =>
  new NestvecError("FILE_NOT_READABLE", { file, problem: messageOf(error) }, { cause: error });

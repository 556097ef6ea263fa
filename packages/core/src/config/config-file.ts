import type { FileSource } from "../runtime/runtime.ts";
import { refuseLfsBytes } from "../runtime/lfs-pointer.ts";
import { decodeUtf8 } from "../platform/utf8.ts";
import { checkJsonShape, checkJsonSize, settingsBounds, type JsonBounds } from "./json-bounds.ts";
import type { Reader } from "./config-readers.ts";
import { configInvalid, type ConfigValue } from "./config-value.ts";

/**
 * Reads a JSON file; undefined where there is none.
 * @throws NestvecError FILE_NOT_UTF8, FILE_NOT_READABLE where it is a Git LFS pointer, CONFIG_INVALID where it is not JSON or larger than `bounds`, and what the source throws
 * @example
 * ```ts
 * import { memorySource } from "@nestvec/core";
 * import { readConfigFile } from "@nestvec/core/compile";
 *
 * const source = memorySource({ "config.json": '{"hidden_size": 384}' });
 * console.log((await readConfigFile(source, "config.json"))?.value); // → { hidden_size: 384 }
 * ```
 */
export async function readConfigFile(
  source: FileSource,
  file: string,
  bounds: JsonBounds = settingsBounds,
): Promise<ConfigValue | undefined> {
  const size = await source.size(file);
  if (size === undefined) return undefined;
  checkJsonSize(file, size, bounds);
  return parseConfigFile(file, await source.read(file), bounds);
}

/** Parses the bytes of a JSON file. @throws NestvecError FILE_NOT_UTF8, CONFIG_INVALID where it is not JSON or larger than `bounds` */
export function parseConfigFile(file: string, bytes: Uint8Array, bounds: JsonBounds): ConfigValue {
  checkJsonSize(file, bytes.length, bounds);
  refuseLfsBytes(file, bytes);
  checkJsonShape(file, bytes, bounds);
  const json = decodeUtf8(bytes, file);
  try {
    return { file, key: "", value: JSON.parse(json) as unknown };
  } catch {
    throw configInvalid({ file, key: "", value: undefined }, "JSON", json.trim() === "" ? "empty" : "not JSON, or cut short");
  }
}

/** Reads a JSON file and makes of it what `read` does; undefined where there is none. @throws NestvecError as `readConfigFile` and `read` */
export async function readConfig<T>(source: FileSource, file: string | undefined, read: Reader<T>): Promise<T | undefined> {
  const at = file === undefined ? undefined : await readConfigFile(source, file);
  return at === undefined ? undefined : read(at);
}

/** The first of some paths at which there is a file. All but the first, where it mostly is, are asked for at once. */
export async function firstPresent(source: FileSource, [first, ...others]: readonly string[]): Promise<string | undefined> {
  if (first === undefined || (await source.size(first)) !== undefined) return first;
  const asked = others.map((path) => ({ path, size: source.size(path) }));
  // Of an error after a file that is there, nobody needs to know.
  for (const { size } of asked) size.catch(() => undefined);
  for (const { path, size } of asked) if ((await size) !== undefined) return path;
  return undefined;
}

/** Those of some paths at which there is a file, in their order. */
export async function allPresent(source: FileSource, paths: readonly string[]): Promise<readonly string[]> {
  const sizes = await Promise.all(paths.map((path) => source.size(path)));
  return paths.filter((_path, index) => sizes[index] !== undefined);
}

import type { FileSource } from "../../runtime/runtime.ts";
import { readConfig } from "../../config/config-file.ts";
import { field, isWhole, pathInside } from "../../config/config-readers.ts";
import { configInvalid, keyOf, member, members, type ConfigValue } from "../../config/config-value.ts";
import { folderOf } from "../../config/relative-path.ts";

/** One file of a model as its manifest lists it. */
export interface ManifestFile {
  readonly bytes: number;
  /** In lower-case hexadecimal. */
  readonly sha256: string;
  /** Of a graph: the paths of the files of weights that it reads. Empty for other files. */
  readonly externalFiles: readonly string[];
}

/** What `nestvec-manifest.json` says: the size and digest of every file of a model, by path from the model's root. */
export type Manifest = ReadonlyMap<string, ManifestFile>;

/** Where the manifest is, at the root of a model. */
export const manifestPath = "nestvec-manifest.json";

/** Whether a file of the manifest is a graph. */
export const isGraph = (path: string): boolean => path.endsWith(".onnx");

/**
 * Reads the manifest; undefined where there is none.
 * @throws NestvecError CONFIG_INVALID
 * @example
 * ```ts
 * import { memorySource, readManifest } from "@nestvec/core";
 *
 * const listed = { bytes: 716, sha256: "59e9406cc972bf106c771ece768cb183f945cdc3e560c92368b43bbb7f9b092b" };
 * const source = memorySource({ "nestvec-manifest.json": JSON.stringify({ version: 1, files: { "config.json": listed } }) });
 * const manifest = await readManifest(source);
 * console.log(manifest?.get("config.json")?.bytes); // → 716
 * ```
 */
export const readManifest = (source: FileSource): Promise<Manifest | undefined> => readConfig(source, manifestPath, parseManifest);

/**
 * Reads `{"version": 1, "files": {PATH: {"bytes", "sha256", "externalFiles"}}}`, the last for graphs, `*.onnx`, whose weights lie
 * in or below their own folder.
 * @throws NestvecError CONFIG_INVALID
 */
export function parseManifest(at: ConfigValue): Manifest {
  const version = member(at, "version");
  if (version.value !== 1) throw configInvalid(version, "1, the only version of the manifest that is known here");
  const files = member(at, "files");
  const manifest = new Map(
    members(files).map((file) => {
      const path = pathInside({ ...file, value: file.name });
      return [path, parseFile(file, path)];
    }),
  );
  for (const [path, { externalFiles }] of manifest)
    for (const weights of externalFiles)
      if (!manifest.has(weights))
        throw configInvalid({ file: at.file, key: keyOf(files, weights), value: undefined }, `there, since "${path}" reads it`);
  return manifest;
}

function parseFile(at: ConfigValue, path: string): ManifestFile {
  return {
    bytes: field(at, "bytes", byteCount),
    sha256: field(at, "sha256", sha256),
    externalFiles: isGraph(path) ? field(at, "externalFiles", weightsIn(folderOf(path))) : [],
  };
}

function byteCount(at: ConfigValue): number {
  if (isWhole(at.value) && at.value >= 0) return at.value;
  throw configInvalid(at, "a whole number of at least 0");
}

function sha256(at: ConfigValue): string {
  if (typeof at.value === "string" && /^[0-9a-f]{64}$/.test(at.value)) return at.value;
  throw configInvalid(at, "64 hexadecimal digits in lower case");
}

const weightsIn =
  (folder: string) =>
  (at: ConfigValue): readonly string[] => {
    if (!Array.isArray(at.value)) throw configInvalid(at, "a list of paths, which may be empty");
    return at.value.map((value: unknown, index) => {
      const weights = { file: at.file, key: keyOf(at, index), value };
      const path = pathInside(weights);
      if (path.startsWith(folder)) return path;
      throw configInvalid(weights, `a path in "${folder}", the folder of the graph`);
    });
  };

import { NestvecError, onceByKey, readManifest, type FileSource } from "@nestvec/core";
import { sha256 } from "../platform/web-platform.ts";

/**
 * The same files, each compared with the manifest, where there is one, when it is read in full for the first time.
 * @throws NestvecError from `read`, besides its own: FILE_DIGEST_MISMATCH
 */
export function checkedSource(source: FileSource): FileSource {
  const manifest = onceByKey(() => readManifest(source));
  const checked = new Set<string>();
  return {
    ...source,
    async read(path) {
      const bytes = await source.read(path);
      const expected = (await manifest(""))?.get(path)?.sha256;
      if (expected === undefined || checked.has(path)) return bytes;
      const found = await sha256(bytes);
      if (found !== expected) throw new NestvecError("FILE_DIGEST_MISMATCH", { file: path, found, expected });
      checked.add(path);
      return bytes;
    },
  };
}

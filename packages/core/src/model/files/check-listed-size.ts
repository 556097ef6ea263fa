import { NestvecError } from "../../errors/nestvec-error.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { refuseLfsPointer } from "../../runtime/lfs-pointer.ts";
import { configInvalid } from "../../config/config-value.ts";
import { manifestPath, type ManifestFile } from "./manifest.ts";

/**
 * Checks that a file has just the size that the manifest lists: a file that was replaced must not keep the old one's name.
 * `neededBy` is what needs it, for messages.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED where it is shorter, FILE_NOT_READABLE where it is a Git LFS pointer, CONFIG_INVALID where it is longer
 */
export async function checkListedSize(source: FileSource, path: string, listed: ManifestFile, neededBy?: string): Promise<void> {
  const bytes = await source.size(path);
  if (bytes === undefined)
    throw new NestvecError("FILE_MISSING", { file: path, where: source.name, ...(neededBy === undefined ? {} : { neededBy }) });
  if (bytes < listed.bytes) await refuseLfsPointer(source, path, bytes);
  if (bytes < listed.bytes) throw new NestvecError("FILE_TRUNCATED", { file: path, bytes, needed: listed.bytes, neededBy: "the manifest" });
  if (bytes > listed.bytes) {
    const expected = `${bytes}, which is the size of "${path}": one of the two was replaced; take both from one model`;
    throw configInvalid({ file: manifestPath, key: `files.${path}.bytes`, value: listed.bytes }, expected);
  }
}

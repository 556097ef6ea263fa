import { NestvecError } from "../errors/nestvec-error.ts";
import type { FileSource } from "./runtime.ts";

/** How a pointer begins: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const beginning = "version https://git-lfs";

/** Longer than any pointer. */
const longestPointer = 1024;

/** Whether bytes are what a clone of a model without Git LFS has in place of each large file. */
const isLfsPointer = (bytes: Uint8Array): boolean => String.fromCharCode(...bytes.subarray(0, beginning.length)) === beginning;

/** Refuses the bytes of a pointer in place of those of a file. @throws NestvecError FILE_NOT_READABLE */
export function refuseLfsBytes(file: string, bytes: Uint8Array): void {
  if (!isLfsPointer(bytes)) return;
  throw new NestvecError("FILE_NOT_READABLE", {
    file,
    problem: "it is a Git LFS pointer, not the file itself; fetch it with git lfs pull",
  });
}

/** Refuses a pointer in place of a file of so many bytes, which would otherwise only be too short. @throws NestvecError FILE_NOT_READABLE */
export async function refuseLfsPointer(source: FileSource, file: string, bytes: number): Promise<void> {
  if (bytes <= longestPointer) refuseLfsBytes(file, await source.readSlice(file, 0, beginning.length));
}

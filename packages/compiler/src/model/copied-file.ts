import type { FileSource } from "@nestvec/core";

/** Bytes of a file that are copied at once. */
const copiedAtOnce = 2 ** 24;

/** A file as it is, in parts. */
export async function* fileParts(source: FileSource, path: string): AsyncGenerator<Uint8Array> {
  const size = (await source.size(path)) ?? 0;
  for (let start = 0; start < size; start += copiedAtOnce) yield await source.readSlice(path, start, Math.min(size, start + copiedAtOnce));
}

/** Whether a file says how good the source's vectors are, which is not true of vectors that are only near them. */
export const isMeasuredOfSource = (path: string): boolean => path.split("/").at(-1) === "quality.json";

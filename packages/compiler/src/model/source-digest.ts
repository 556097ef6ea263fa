import { createHash } from "node:crypto";
import { throwIfAborted, type FileSource, type Signal } from "@nestvec/core";

/** Bytes that are read at once. */
const part = 2 ** 24;

/** What names the files that a model is compiled from: a sha256 over the sha256 of each, in order of path. */
export async function sourceDigest(source: FileSource, paths: readonly string[], signal: Signal | undefined): Promise<string> {
  const lines: string[] = [];
  for (const path of paths.toSorted()) {
    const hash = createHash("sha256");
    const size = (await source.size(path)) ?? 0;
    for (let start = 0; start < size; start += part) {
      throwIfAborted(signal, "compiling");
      hash.update(await source.readSlice(path, start, Math.min(size, start + part)));
    }
    lines.push(hash.digest("hex"));
  }
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

import type { Digest } from "../../platform/platform.ts";
import type { FileSource } from "../../runtime/runtime.ts";

const blockBytes = 4096;
const blocks = 64;

/** Above this, a graph has its weights inside, and is sampled as a file of weights is. */
export const largestWholeGraph: number = 64 * 2 ** 20;

/** Up to this, reading a whole file is no more than sampling it. */
export const largestWholeWeights: number = blocks * blockBytes;

/**
 * Stands for the contents of a file: its size, and a digest of all its bytes up to `largestWhole`, else of 64 blocks of 4 kB,
 * spread evenly from the first to the last byte.
 */
export async function contentDigest(source: FileSource, path: string, largestWhole: number, digest: Digest): Promise<string> {
  const size = (await source.size(path)) ?? 0;
  const bytes = size <= largestWhole ? await source.read(path) : await sample(source, path, size);
  return `${size} ${await digest(bytes)}`;
}

async function sample(source: FileSource, path: string, size: number): Promise<Uint8Array> {
  const starts = Array.from({ length: blocks }, (_, block) => Math.floor((block * (size - blockBytes)) / (blocks - 1)));
  const slices = await Promise.all(starts.map((start) => source.readSlice(path, start, start + blockBytes)));
  const sampled = new Uint8Array(blocks * blockBytes);
  for (const [block, slice] of slices.entries()) sampled.set(slice, block * blockBytes);
  return sampled;
}

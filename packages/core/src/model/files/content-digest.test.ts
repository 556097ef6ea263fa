import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { FileSource } from "../../runtime/runtime.ts";
import { contentDigest, largestWholeWeights } from "./content-digest.ts";
import { memorySource } from "./memory-source.ts";

const sha256 = async (bytes: Uint8Array): Promise<string> => createHash("sha256").update(bytes).digest("hex");
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31) % 251);
const digestOf = (content: Uint8Array) => contentDigest(memorySource({ w: content }), "w", largestWholeWeights, sha256);

test("a small file is digested whole, with its size", async () => {
  const content = bytes(largestWholeWeights);
  expect(await digestOf(content)).toBe(`${content.length} ${await sha256(content)}`);
});

test("of a large one, 64 blocks of 4 kB are read, the first and the last among them", async () => {
  const size = 1_000_003;
  const source = memorySource({ w: bytes(size) });
  const slices: [number, number][] = [];
  const counting: FileSource = {
    ...source,
    read: () => Promise.reject(new Error("read whole")),
    readSlice: (path, start, end) => {
      slices.push([start, end]);
      return source.readSlice(path, start, end);
    },
  };
  await contentDigest(counting, "w", largestWholeWeights, sha256);
  expect(slices).toHaveLength(64);
  expect(slices.every(([start, end]) => end - start === 4096)).toBe(true);
  expect([slices[0]![0], slices[63]![1]]).toEqual([0, size]);
  const gaps = slices.slice(1).map(([start], i) => start - slices[i]![0]);
  expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
});

test("a change in the first, the last or a middle block, and one more byte, change it", async () => {
  const content = bytes(1_000_000);
  const digest = await digestOf(content);
  expect(await digestOf(Uint8Array.from(content))).toBe(digest);
  const middle = Math.floor((32 * (content.length - 4096)) / 63);
  for (const at of [0, content.length - 1, middle]) expect(await digestOf(content.with(at, 255))).not.toBe(digest);
  expect(await digestOf(bytes(1_000_001))).not.toBe(digest);
});

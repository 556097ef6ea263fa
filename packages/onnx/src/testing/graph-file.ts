import type { GraphFile } from "../walk/file-window.ts";

/** A graph's bytes as its file. */
export const graphFile = (bytes: Uint8Array): GraphFile => ({
  size: bytes.length,
  read: async (start, end) => bytes.subarray(start, end),
  decode: (part) => Buffer.from(part).toString(),
});

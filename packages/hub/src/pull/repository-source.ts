import { open, readFile } from "node:fs/promises";
import { NestvecError, type FileSource } from "@nestvec/core";
import type { Listing } from "../protocol/repository-api.ts";

/**
 * The files of a repository, as the parts of nestvec that read models see them: their list is the hub's, and what is read is downloaded first.
 * @param fetchFile gives the place of a file on the disk
 */
export function repositorySource(name: string, listing: Listing, fetchFile: (path: string) => Promise<string>): FileSource {
  function placeOf(path: string): Promise<string> {
    if (!listing.has(path)) throw new NestvecError("FILE_MISSING", { file: path, where: name });
    return fetchFile(path);
  }

  return {
    name,
    size: async (path) => listing.get(path)?.bytes,
    read: async (path) => readFile(await placeOf(path)),
    async readSlice(path, start, end) {
      const file = await open(await placeOf(path));
      try {
        const buffer = new Uint8Array(end - start);
        const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    list: async () => [...listing.keys()],
  };
}

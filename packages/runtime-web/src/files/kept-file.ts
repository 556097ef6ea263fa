import type { BlobStore } from "./blob-store.ts";

/** What is known of a file of which something is kept. */
export interface FileRecord {
  /** Whether all of it is kept, and was found right. */
  readonly isWhole: boolean;
  readonly bytes?: number | undefined;
  /** What the server calls this version: its ETag, or the time it was changed. */
  readonly validator?: string | undefined;
  /** What the manifest says, in hexadecimal. */
  readonly sha256?: string;
  /** There is no such file. */
  readonly isAbsent?: boolean;
}

/** One file of a model in a store: a record, and its bytes in parts, so that what came before a connection broke is not lost. */
export interface KeptFile {
  record(): Promise<FileRecord | undefined>;
  setRecord(record: FileRecord): Promise<void>;
  /** The parts from the first up to the first that is missing. */
  parts(): Promise<readonly Blob[]>;
  addPart(place: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  forget(): Promise<void>;
}

/** @see KeptFile */
export function keptFile(store: BlobStore, url: string): KeptFile {
  const partKey = (place: number): string => `${url} part ${place}`;
  const recordKey = `${url} record`;

  async function parts(): Promise<readonly Blob[]> {
    const found: Blob[] = [];
    for (let part = await store.get(partKey(0)); part !== undefined; part = await store.get(partKey(found.length))) found.push(part);
    return found;
  }

  return {
    async record() {
      const blob = await store.get(recordKey);
      return blob === undefined ? undefined : (JSON.parse(await blob.text()) as FileRecord);
    },
    setRecord: async (record) => void (await store.put(recordKey, new Blob([JSON.stringify(record)]))),
    parts,
    addPart: async (place, bytes) => void (await store.put(partKey(place), new Blob([bytes]))),
    async forget() {
      // The record first: parts without one are of no use to anybody.
      await store.delete(recordKey);
      for (const place of (await parts()).keys()) await store.delete(partKey(place));
    },
  };
}

/** The bytes from `start` up to, not including, `end` of a file in parts. */
export async function sliceOfParts(parts: readonly Blob[], start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  let place = 0;
  const slices: Blob[] = [];
  for (const part of parts) {
    if (place < end && place + part.size > start) slices.push(part.slice(Math.max(0, start - place), end - place));
    place += part.size;
  }
  return new Uint8Array(await new Blob(slices).arrayBuffer());
}

/** The bytes of all parts together. */
export const sizeOfParts = (parts: readonly Blob[]): number => parts.reduce((sum, { size }) => sum + size, 0);

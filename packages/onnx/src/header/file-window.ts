/** The file of a graph, however it is read. */
export interface GraphFile {
  /** In bytes. */
  readonly size: number;
  /** The bytes from `start` up to `end`. */
  read(start: number, end: number): Promise<Uint8Array>;
  /** UTF-8 as text, whatever the bytes. */
  decode(bytes: Uint8Array): string;
}

const largestRead = 1 << 20;
const smallestRead = 1 << 16;

/** The part of a file that is in memory. A file of up to 1 MiB costs one read. */
export interface FileWindow {
  /** The `bytes` from `position`, fewer at the end of the file; undefined where they must be loaded first. */
  at(position: number, bytes: number): Uint8Array | undefined;
  /** Reads on from `position`: little after a jump over weights, more and more where reads follow on each other. */
  load(position: number, bytes: number): Promise<Uint8Array>;
}

/** Opens a window on a file. */
export function fileWindow({ size, read }: Pick<GraphFile, "size" | "read">): FileWindow {
  let start = 0;
  let loaded: Uint8Array = new Uint8Array(0);
  let length = largestRead;

  return {
    at(position, bytes) {
      const from = position - start;
      return from < 0 || Math.min(position + bytes, size) > start + loaded.length ? undefined : loaded.subarray(from, from + bytes);
    },
    async load(position, bytes) {
      length = position > start + loaded.length ? smallestRead : Math.min(length * 2, largestRead);
      loaded = await read(position, Math.min(position + Math.max(length, bytes), size));
      start = position;
      return loaded.subarray(0, bytes);
    },
  };
}

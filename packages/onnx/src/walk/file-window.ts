import { GraphFileError } from "./graph-file-error.ts";

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

// Many times what any published graph needs: one has a few hundred weights to jump over, and some megabytes besides them.
const mostReads = 4096;
const mostBytes = 1 << 28;

/** The part of a file that is in memory. A file of up to 1 MiB costs one read. */
export interface FileWindow {
  /** What is in memory. */
  bytes(): Uint8Array;
  /** Where `position` is in it; undefined where `length` bytes from there, or those up to the end of the file, must be loaded first. */
  indexOf(position: number, length: number): number | undefined;
  /**
   * Reads on from `position`: little after a jump over weights, more and more where reads follow on each other.
   * @throws GraphFileError where more was read by now than any graph needs
   */
  load(position: number, length: number): Promise<number>;
}

/** Opens a window on a file. */
export function fileWindow({ size, read }: Pick<GraphFile, "size" | "read">): FileWindow {
  let start = 0;
  let loaded: Uint8Array = new Uint8Array(0);
  let length = largestRead;
  let reads = 0;
  let readBytes = 0;

  return {
    bytes: () => loaded,
    indexOf(position, wanted) {
      const from = position - start;
      return from < 0 || Math.min(position + wanted, size) > start + loaded.length ? undefined : from;
    },
    async load(position, wanted) {
      length = position > start + loaded.length ? smallestRead : Math.min(length * 2, largestRead);
      const end = Math.min(position + Math.max(length, wanted), size);
      reads += 1;
      readBytes += end - position;
      if (reads > mostReads) throw new GraphFileError(`its weights lie in more than ${mostReads} places; keep them in a file of their own`);
      if (readBytes > mostBytes) throw new GraphFileError("it has more than 256 MiB besides its weights");
      loaded = await read(position, end);
      start = position;
      return 0;
    },
  };
}

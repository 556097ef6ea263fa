import type { Clock } from "./platform.ts";

/** How far a model's files are loaded. Plain data. Bytes are those of the files, not of what travels compressed. */
export interface LoadProgress {
  /** The file that this is about. */
  readonly file: string;
  readonly fileBytes: number;
  /** Undefined where neither manifest nor server tells. */
  readonly fileTotalBytes: number | undefined;
  /** Where it comes from. */
  readonly from: "network" | "cache" | "disk";
  /** Of all files that were begun since the model was loaded. Grows when a further exit is opened. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Counts the bytes of all files. */
export interface ProgressTally {
  /** Says how many bytes of a file are there, and how many there will be. */
  set(file: string, from: LoadProgress["from"], bytes: number, total: number | undefined): void;
}

/** So often, at most, is progress told within a file; its beginning and its end always are. */
const leastMilliseconds = 50;

/** @see ProgressTally */
export function progressTally(tell: ((progress: LoadProgress) => void) | undefined, clock: Clock): ProgressTally {
  const files = new Map<string, { readonly bytes: number; readonly total: number }>();
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    set(file, from, bytes, total) {
      const isNew = !files.has(file);
      files.set(file, { bytes, total: total ?? bytes });
      const now = clock();
      if (tell === undefined || (!isNew && bytes !== total && now - toldAt < leastMilliseconds)) return;
      toldAt = now;
      const all = [...files.values()];
      tell({
        file,
        fileBytes: bytes,
        fileTotalBytes: total,
        from,
        bytes: all.reduce((sum, one) => sum + one.bytes, 0),
        totalBytes: all.reduce((sum, one) => sum + one.total, 0),
      });
    },
  };
}

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

/** The minimum interval of progress reports within a file; its start and end are always reported. */
const leastMilliseconds = 50;

/**
 * @see ProgressTally
 * @example
 * ```ts
 * import { progressTally } from "@nestvec/core";
 *
 * const tell = ({ bytes, totalBytes }: { bytes: number; totalBytes: number }) => console.log(`${bytes} of ${totalBytes} bytes`);
 * const tally = progressTally(tell, () => performance.now());
 * tally.set("config.json", "cache", 716, 716); // → 716 of 716 bytes
 * tally.set("model.onnx", "network", 0, 14_210); // → 716 of 14926 bytes
 * tally.set("model.onnx", "network", 14_210, 14_210); // → 14926 of 14926 bytes
 * ```
 */
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

import type { LoadProgress } from "@nestvec/core";

/** Milliseconds between two lines about one download. */
const pause = 30_000;

/** What is logged of a model's download: a line when it begins, and one every half minute. Of files that are here already, none. */
export function downloadLog(
  line: (sentence: string, bytes: { readonly bytes: number; readonly totalBytes: number }) => void,
  clock: () => number,
): (progress: LoadProgress) => void {
  let last: number | undefined;
  return ({ from, bytes, totalBytes }) => {
    const now = clock();
    if (from !== "network" || (last !== undefined && now - last < pause)) return;
    line(last === undefined ? "downloading" : "still downloading", { bytes, totalBytes });
    last = now;
  };
}

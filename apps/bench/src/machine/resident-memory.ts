import { readFile } from "node:fs/promises";

/** Memory of this process in MB (10^6 bytes), from Linux's /proc. */
export interface ResidentMemory {
  /** All pages in memory, those of mapped files included. */
  readonly resident: number;
  /** Pages that only this process has: what it really costs. */
  readonly private: number;
  /** Pages that are of no file: what the system cannot take back. */
  readonly anonymous: number;
  /** `resident`, with each page that processes share divided among them. */
  readonly proportional: number;
  /** The most that `resident` ever was. */
  readonly peak: number;
}

/** Reads it now. Linux only: other systems do not tell private from shared pages this way. */
export async function residentMemory(): Promise<ResidentMemory> {
  const [rollup, status] = await Promise.all([readFile("/proc/self/smaps_rollup", "utf8"), readFile("/proc/self/status", "utf8")]);
  const resident = megabytes(rollup, "Rss");
  return {
    resident,
    private: megabytes(rollup, "Private_Clean") + megabytes(rollup, "Private_Dirty"),
    anonymous: megabytes(rollup, "Anonymous"),
    proportional: megabytes(rollup, "Pss"),
    // Linux counts the most a moment late.
    peak: Math.max(resident, megabytes(status, "VmHWM")),
  };
}

const megabytes = (text: string, key: string): number => {
  const kibibytes = new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(text)?.[1];
  return (Number(kibibytes) * 1024) / 1e6;
};

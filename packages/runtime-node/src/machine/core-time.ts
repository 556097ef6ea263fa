import { readFile } from "node:fs/promises";
import { cpus } from "node:os";

/** What this machine's cores, all together, and this process have used since the start, in milliseconds. */
export interface CoreTime {
  /** By `performance.now`. */
  readonly now: number;
  readonly cores: number;
  /** Of all processes. */
  readonly used: number;
  /** Time that other machines took on the same hardware, where the system tells. */
  readonly stolen: number;
  /** Of this process. */
  readonly own: number;
}

/**
 * Reads it now.
 * @example
 * ```ts
 * import { coreTime } from "@nestvec/runtime-node";
 *
 * const before = await coreTime();
 * for (let sum = 0, i = 0; i < 1e7; i++) sum += i;
 * const { own } = await coreTime();
 * console.log(`${(own - before.own).toFixed(0)} ms of this process`); // → … ms of this process
 * ```
 */
export async function coreTime(): Promise<CoreTime> {
  const all = cpus();
  const { user, system } = process.cpuUsage();
  return {
    now: performance.now(),
    cores: all.length,
    used: all.reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0),
    stolen: process.platform === "linux" ? stolenOf(await readFile("/proc/stat", "utf8").catch(() => "")) : 0,
    own: (user + system) / 1000,
  };
}

/** The milliseconds of steal in /proc/stat, which counts hundredths of a second: the eighth number of the line of all cores. */
export function stolenOf(stat: string): number {
  const hundredths = /^cpu +(?:\d+ +){7}(\d+)/m.exec(stat)?.[1];
  return Number(hundredths ?? 0) * 10;
}

/**
 * The part of all cores, 0 to 1, that others than this process used between two readings.
 * @example
 * ```ts
 * import { setTimeout } from "node:timers/promises";
 * import { coreTime, othersShare } from "@nestvec/runtime-node";
 *
 * const before = await coreTime();
 * await setTimeout(100);
 * const share = othersShare(before, await coreTime());
 * console.log(`others used ${(100 * share).toFixed(0)} % of the cores`); // → others used … % of the cores
 * ```
 */
export function othersShare(before: CoreTime, after: CoreTime): number {
  const others = after.used - before.used + (after.stolen - before.stolen) - (after.own - before.own);
  const all = (after.now - before.now) * after.cores;
  return all > 0 ? Math.min(1, Math.max(0, others / all)) : 0;
}

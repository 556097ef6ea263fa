import { setTimeout as sleep } from "node:timers/promises";
import { busyShare, coreTime, othersShare } from "@nestvec/runtime-node";
import type { Flag } from "../results/figure.ts";

/** Milliseconds in which nothing of ours is done. */
const idle = 500;

/** What is about to be measured. */
export interface BusyFlagOptions {
  readonly part: string;
  readonly signal?: AbortSignal;
}

/** Waits for half a second and looks what others do: a flag where they use more than 15 % of the cores. */
export async function busyFlag({ part, signal }: BusyFlagOptions): Promise<Flag | undefined> {
  const before = await coreTime();
  await sleep(idle, undefined, { signal });
  return busyFlagOf(part, othersShare(before, await coreTime()));
}

/** The flag for a share of the cores that others use. */
export function busyFlagOf(part: string, share: number): Flag | undefined {
  if (share <= busyShare) return undefined;
  const detail = `Other work used ${(100 * share).toFixed(0)} % of the cores just before this part: its figures are worth less than on a quiet machine.`;
  return { part, kind: "busy machine", detail };
}

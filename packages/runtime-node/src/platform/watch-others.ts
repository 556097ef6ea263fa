import { setTimeout as sleep } from "node:timers/promises";
import type { WatchOthers } from "@nestvec/core";
import { coreTime, othersShare } from "../machine/core-time.ts";

/** Milliseconds of the shortest watch: systems count the time of a core in steps of 10 to 16. */
const shortest = 500;

/** Watches what others than this process do while it works, for half a second at least. */
export const watchOthers: WatchOthers = async () => {
  const before = await coreTime();
  return async () => {
    await sleep(Math.max(0, shortest - (performance.now() - before.now)));
    return othersShare(before, await coreTime());
  };
};

/** The same where child processes do the work, whose time nobody counts as this process's: looks for half a second before it begins. */
export const watchOthersBefore: WatchOthers = async () => {
  const share = await (await watchOthers())();
  return async () => share;
};

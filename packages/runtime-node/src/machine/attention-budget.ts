import { totalmem } from "node:os";

/** What a graph that holds its attention scores in memory takes for each, about: 4,096 tokens of 12 heads took 4.8 GB. */
const bytesPerScore = 24;

/** Core's own default: more would be 6.4 GB. */
const most = 2 ** 28;

/**
 * Attention scores that a run of each of so many workers may have by default: all together, those that half of the memory of this
 * machine, or of this container, can hold.
 */
export function attentionBudget(workers: number, memoryBytes: number = memoryOfProcess()): number {
  return Math.max(1, Math.min(most, Math.floor(memoryBytes / 2 / workers / bytesPerScore)));
}

function memoryOfProcess(): number {
  // 0, or a number beyond all memory, where there is no limit.
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

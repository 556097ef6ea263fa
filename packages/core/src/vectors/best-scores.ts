import { invalidArgument } from "../errors/arguments.ts";

/** A score and the index of what it was given for. */
export interface Scored {
  readonly index: number;
  readonly score: number;
}

/**
 * The best of a stream of scores, as a binary heap with the worst of the kept at its root (D. E. Knuth, The Art of Computer
 * Programming, volume 3, section 5.2.3). Of equal scores the lower index is the better.
 */
export interface BestScores {
  readonly scores: Float64Array;
  readonly indices: Uint32Array;
  kept: number;
}

/**
 * A heap that keeps the best `k` of `available` scores, or all where there are fewer.
 * @throws NestvecError ARGUMENT_INVALID where `k` is not a whole number from 0
 */
export function bestScores(k: number, available: number): BestScores {
  requireCount(k);
  const capacity = Math.min(k, available);
  return { scores: new Float64Array(capacity), indices: new Uint32Array(capacity), kept: 0 };
}

/** @throws NestvecError ARGUMENT_INVALID where `k` is not a whole number from 0 */
export function requireCount(k: number): void {
  if (!Number.isInteger(k) || k < 0) throw invalidArgument("k", k, "a whole number, 0 or more");
}

/** Keeps a score if it is among the best so far. O(log k); the score is not NaN. */
export function offerScore(best: BestScores, index: number, score: number): void {
  if (best.kept < best.scores.length) siftUp(best, best.kept++, index, score);
  else if (best.kept > 0 && isWorse(best, 0, index, score)) siftDown(best, index, score);
}

/** Empties the heap: what it kept, best first. */
export function takeBest(best: BestScores): Scored[] {
  const worstFirst: Scored[] = [];
  while (best.kept > 0) {
    worstFirst.push({ index: best.indices[0] as number, score: best.scores[0] as number });
    const last = --best.kept;
    siftDown(best, best.indices[last] as number, best.scores[last] as number);
  }
  return worstFirst.toReversed();
}

/** Whether the entry at `slot` is worse than the given one. */
function isWorse(best: BestScores, slot: number, index: number, score: number): boolean {
  const other = best.scores[slot] as number;
  return other < score || (other === score && (best.indices[slot] as number) > index);
}

function siftUp(best: BestScores, from: number, index: number, score: number): void {
  let slot = from;
  while (slot > 0) {
    const parent = (slot - 1) >> 1;
    if (isWorse(best, parent, index, score)) break;
    move(best, parent, slot);
    slot = parent;
  }
  put(best, slot, index, score);
}

/** Puts an entry in the root's slot, then lets it sink. */
function siftDown(best: BestScores, index: number, score: number): void {
  let slot = 0;
  for (let child = 1; child < best.kept; child = 2 * slot + 1) {
    const right = child + 1;
    if (right < best.kept && isWorse(best, right, best.indices[child] as number, best.scores[child] as number)) child = right;
    if (!isWorse(best, child, index, score)) break;
    move(best, child, slot);
    slot = child;
  }
  put(best, slot, index, score);
}

function move(best: BestScores, from: number, to: number): void {
  put(best, to, best.indices[from] as number, best.scores[from] as number);
}

function put(best: BestScores, slot: number, index: number, score: number): void {
  best.indices[slot] = index;
  best.scores[slot] = score;
}

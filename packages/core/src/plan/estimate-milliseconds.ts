import type { CalibratedExit } from "./calibration.ts";

/**
 * The milliseconds of a text of `tokens` tokens at an exit: on the straight line between the two measured lengths around it. Beyond the
 * longest, on with the last slope (by proportion, where only one length was measured); attention grows faster than that, so far beyond
 * it is too low. Below the shortest, the time of the shortest: at most that. Undefined where nothing was measured.
 */
export function estimateMilliseconds({ tokens: lengths, milliseconds }: CalibratedExit, tokens: number): number | undefined {
  const last = Math.min(lengths.length, milliseconds.length) - 1;
  const point = (at: number): readonly [number, number] => [lengths[at] ?? 0, milliseconds[at] ?? 0];
  if (last < 0) return undefined;
  const [shortest, shortestTime] = point(0);
  if (tokens <= shortest) return shortestTime;
  if (last === 0) return (shortestTime * tokens) / shortest;

  let above = 1;
  while (above < last && point(above)[0] < tokens) above++;
  const [lower, lowerTime] = point(above - 1);
  const [upper, upperTime] = point(above);
  const slope = (upperTime - lowerTime) / (upper - lower);
  // More tokens never take less time: a falling last slope is noise.
  return tokens > upper ? upperTime + Math.max(0, slope) * (tokens - upper) : lowerTime + slope * (tokens - lower);
}

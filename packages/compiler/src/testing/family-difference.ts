import { largestDifference } from "./sources.ts";
import { openStages, someIds, unit } from "./stages.ts";

/** What a number of a unit vector may differ by between the graphs for short and for long texts: what the product promises against the reference. */
export const tolerance = 2e-6;

/** The largest difference of unit vectors of some lengths, at any exit, between the two families of a compiled model's graphs. */
export async function familyDifference(folder: string, lengths: readonly number[]): Promise<number> {
  const stages = await openStages(folder);
  let largest = 0;
  for (const length of lengths) {
    const ids = someIds(length);
    const [short, long] = [await stages.run("short", ids), await stages.run("long", ids)];
    for (const [layer, vector] of short)
      largest = Math.max(largest, largestDifference(unit(vector), unit(long.get(layer) ?? new Float32Array())));
  }
  return largest;
}

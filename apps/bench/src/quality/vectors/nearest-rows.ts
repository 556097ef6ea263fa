import { topK } from "@nestvec/core/vectors";
import type { Course } from "./course.ts";
import type { AllProducts } from "./all-products.ts";
import type { Sides } from "./comparable-sides.ts";

/** For each query the rows of what is stored that are nearest to it, nearest first: `[queries, depth]`. */
export interface NearestRows {
  readonly rows: Uint32Array;
  readonly depth: number;
}

/** Products that are made at once: 8 MB of them. */
const tileNumbers = 2 ** 21;

/**
 * The `depth` stored rows of the largest dot product with each query, of equal ones the first; all of them where there are fewer.
 * @throws NestvecError ABORTED; ARGUMENT_INVALID where a number is NaN
 */
export async function nearestRows({ queries, stored }: Sides, depth: number, products: AllProducts, course: Course): Promise<NearestRows> {
  const kept = Math.min(depth, stored.rows);
  const nearest = new Uint32Array(queries.rows * kept);
  const tileRows = Math.max(1, Math.floor(tileNumbers / stored.rows));
  for (let start = 0; start < queries.rows; start += tileRows) {
    await course.yieldToEvents();
    const rows = Math.min(tileRows, queries.rows - start);
    const data = queries.data.subarray(start * queries.width, (start + rows) * queries.width);
    const scores = await products.multiply({ data, rows, width: queries.width }, stored);
    for (let row = 0; row < rows; row++) {
      const best = topK(scores.subarray(row * stored.rows, (row + 1) * stored.rows), kept);
      for (let place = 0; place < kept; place++) nearest[(start + row) * kept + place] = best[place]?.index ?? 0;
    }
  }
  return { rows: nearest, depth: kept };
}

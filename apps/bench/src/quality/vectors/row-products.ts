import type { Sides } from "./comparable-sides.ts";

/** The dot product of each query with what is stored in the same row, in double precision. */
export function rowProducts({ queries, stored }: Sides): Float64Array {
  const products = new Float64Array(queries.rows);
  for (let row = 0, i = 0; row < queries.rows; row++) {
    let sum = 0;
    for (let d = 0; d < queries.width; d++, i++) sum += (queries.data[i] as number) * (stored.data[i] as number);
    products[row] = sum;
  }
  return products;
}

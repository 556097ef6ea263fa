/** One side of a similarity matrix: rows of `stride` numbers, and 1 over the norm of each row's leading numbers, or 0 for a row of zeros. */
export interface CosineSide {
  readonly data: Float32Array;
  readonly rows: number;
  readonly stride: number;
  readonly inverseNorms: Float64Array;
}

/**
 * The cosines of two left rows with four right rows, over their leading `width` numbers, into `cosines` of `[left rows, right rows]`.
 * Each number read serves several sums, which takes half the time of row by row. A row past the end is held at the last one, whose
 * cosine is then written more than once: so there are no rests to treat apart.
 */
export function writeCosineTile(left: CosineSide, l0: number, right: CosineSide, r0: number, width: number, cosines: Float32Array): void {
  const l1 = Math.min(l0 + 1, left.rows - 1);
  const r1 = Math.min(r0 + 1, right.rows - 1);
  const r2 = Math.min(r0 + 2, right.rows - 1);
  const r3 = Math.min(r0 + 3, right.rows - 1);
  const x = left.data;
  const y = right.data;
  const x0 = l0 * left.stride;
  const x1 = l1 * left.stride;
  const y0 = r0 * right.stride;
  const y1 = r1 * right.stride;
  const y2 = r2 * right.stride;
  const y3 = r3 * right.stride;
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  for (let i = 0; i < width; i++) {
    const a = x[x0 + i] as number;
    const b = x[x1 + i] as number;
    let c = y[y0 + i] as number;
    s00 += a * c;
    s10 += b * c;
    c = y[y1 + i] as number;
    s01 += a * c;
    s11 += b * c;
    c = y[y2 + i] as number;
    s02 += a * c;
    s12 += b * c;
    c = y[y3 + i] as number;
    s03 += a * c;
    s13 += b * c;
  }
  const row0 = l0 * right.rows;
  const row1 = l1 * right.rows;
  const leftNorms = left.inverseNorms;
  const rightNorms = right.inverseNorms;
  const n0 = leftNorms[l0] as number;
  const n1 = leftNorms[l1] as number;
  cosines[row0 + r0] = clamp(s00 * n0 * (rightNorms[r0] as number));
  cosines[row0 + r1] = clamp(s01 * n0 * (rightNorms[r1] as number));
  cosines[row0 + r2] = clamp(s02 * n0 * (rightNorms[r2] as number));
  cosines[row0 + r3] = clamp(s03 * n0 * (rightNorms[r3] as number));
  cosines[row1 + r0] = clamp(s10 * n1 * (rightNorms[r0] as number));
  cosines[row1 + r1] = clamp(s11 * n1 * (rightNorms[r1] as number));
  cosines[row1 + r2] = clamp(s12 * n1 * (rightNorms[r2] as number));
  cosines[row1 + r3] = clamp(s13 * n1 * (rightNorms[r3] as number));
}

// Rounding can carry a cosine past 1 by a few units in the last place.
const clamp = (cosine: number): number => Math.max(-1, Math.min(1, cosine));

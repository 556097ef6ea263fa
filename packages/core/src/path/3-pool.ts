import { modesOf, type Pooling, type PoolingMode } from "../model/settings/pooling.ts";
import type { HiddenStates, Matrix } from "../runtime/tensor.ts";

/** Which tokens of each row are pooled. */
export interface PooledTokens {
  /** How many are real; padding never counts. */
  readonly lengths: readonly number[];
  /** How many at the start of each row are left out, fewer than are real: those of a prompt. Default: none. */
  readonly unpooled?: readonly number[] | undefined;
}

/**
 * Step 3: `[rows, tokens, width]` → `[rows, modes × width]`, as the Pooling of Sentence Transformers does it (`mean`: Sentence-BERT, arXiv:1908.10084).
 * The weights of `weighted_mean` are the tokens' places in the whole row (SGPT, arXiv:2202.08904).
 */
export function pool({ data, rows, tokens, width }: HiddenStates, { lengths, unpooled }: PooledTokens, pooling: Pooling): Matrix {
  const modes = modesOf(pooling);
  const pooled = new Float32Array(rows * modes.length * width);
  const sums = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    const first = unpooled?.[row] ?? 0;
    const end = lengths[row] ?? 0;
    for (const [index, mode] of modes.entries()) {
      const into = pooled.subarray((row * modes.length + index) * width, (row * modes.length + index + 1) * width);
      if (mode === "max") takeLargest(data, row * tokens, first, end, into);
      else takeSum(data, row * tokens, first, end, mode, sums, into);
    }
  }
  return { data: pooled, rows, width: modes.length * width };
}

function takeLargest(data: Float32Array, base: number, first: number, end: number, into: Float32Array): void {
  const width = into.length;
  into.fill(-Infinity);
  for (let token = first; token < end; token++) {
    const start = (base + token) * width;
    // NaN comes out, too.
    for (let d = 0; d < width; d++) into[d] = Math.max(into[d] ?? 0, data[start + d] ?? 0);
  }
}

function takeSum(
  data: Float32Array,
  base: number,
  first: number,
  end: number,
  mode: Exclude<PoolingMode, "max">,
  sums: Float64Array,
  into: Float32Array,
): void {
  const width = into.length;
  const from = mode === "last" ? end - 1 : first;
  const to = mode === "cls" ? first + 1 : end;
  let weights = 0;
  sums.fill(0);
  for (let token = from; token < to; token++) {
    const weight = mode === "weighted_mean" ? token + 1 : 1;
    const start = (base + token) * width;
    weights += weight;
    for (let d = 0; d < width; d++) sums[d] = (sums[d] ?? 0) + weight * (data[start + d] ?? 0);
  }
  const scale = 1 / (mode === "mean_sqrt_length" ? Math.sqrt(weights) : weights);
  for (let d = 0; d < width; d++) into[d] = (sums[d] ?? 0) * scale;
}

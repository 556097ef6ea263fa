import type { Pooling } from "../model/model-description.ts";
import type { HiddenStates, Matrix } from "../runtime/tensor.ts";

/**
 * Step 3: `[rows, tokens, width]` → `[rows, width]`. `lengths` says how many tokens of each row are real; padding never counts.
 * `mean` is the mean over the real tokens (Sentence-BERT, arXiv:1908.10084), `cls` the first token, `last` the last real one.
 */
export function pool({ data, rows, tokens, width }: HiddenStates, lengths: readonly number[], pooling: Pooling): Matrix {
  const pooled = new Float32Array(rows * width);
  const sums = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    const length = lengths[row] ?? 0;
    const first = pooling === "last" ? length - 1 : 0;
    const end = pooling === "cls" ? 1 : length;
    sums.fill(0);
    for (let token = first; token < end; token++) {
      const start = (row * tokens + token) * width;
      for (let d = 0; d < width; d++) sums[d] = (sums[d] ?? 0) + (data[start + d] ?? 0);
    }
    const scale = 1 / (end - first);
    for (let d = 0; d < width; d++) pooled[row * width + d] = (sums[d] ?? 0) * scale;
  }
  return { data: pooled, rows, width };
}

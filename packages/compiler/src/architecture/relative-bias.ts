import { count, field, optional, type ConfigValue } from "@nestvec/core/compile";
import type { ExpectedTensors } from "../weights/expected-tensors.ts";
import { storedNumbers, wholeTensor, type StoredTensor } from "../weights/stored-tensor.ts";

/** Beyond it, all distances are one. MPNet has no key for it. */
const farthest = 128;

/**
 * MPNet's bias of attention (arXiv:2004.09297), written out for every distance that tokens can have: `[heads, 2 positions - 1]`, by the key's place
 * minus the query's.
 */
export function relativeBias(config: ConfigValue, expected: ExpectedTensors, heads: number, positions: number): StoredTensor {
  const buckets = field(config, "relative_attention_num_buckets", optional(count())) ?? 32;
  const table = expected.need("encoder.relative_attention_bias.weight", [buckets, heads]);
  const distances = 2 * positions - 1;
  return storedNumbers("relative_bias", [heads, distances], async () => {
    const rows = await wholeTensor(table);
    const bias = new Float32Array(heads * distances);
    for (let index = 0; index < distances; index++) {
      const bucket = bucketOf(index - (positions - 1), buckets);
      for (let head = 0; head < heads; head++) bias[head * distances + index] = rows[bucket * heads + head] ?? 0;
    }
    return bias;
  });
}

/** T5's buckets: small distances each have their own, larger ones share them by their logarithm, and each side has half. */
function bucketOf(distance: number, buckets: number): number {
  const half = buckets / 2;
  const side = distance > 0 ? half : 0;
  const size = Math.abs(distance);
  const exact = Math.floor(half / 2);
  if (size < exact) return side + size;
  const logarithm = Math.fround(Math.log(Math.fround(size / exact)));
  const far = exact + Math.trunc(Math.fround(Math.fround(logarithm / Math.fround(Math.log(farthest / exact))) * (half - exact)));
  return side + Math.min(half - 1, far);
}

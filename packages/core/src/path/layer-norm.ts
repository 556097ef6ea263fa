/** The floor of PyTorch's `layer_norm`. */
const floor = 1e-5;

/** Shifts and scales a vector to mean 0 and variance 1, in place: `torch.nn.functional.layer_norm` (arXiv:1607.06450). */
export function layerNorm(vector: Float32Array): void {
  const { length } = vector;
  let sum = 0;
  for (let d = 0; d < length; d++) sum += vector[d] ?? 0;
  const mean = sum / length;
  let squares = 0;
  for (let d = 0; d < length; d++) squares += ((vector[d] ?? 0) - mean) ** 2;
  const scale = 1 / Math.sqrt(squares / length + floor);
  for (let d = 0; d < length; d++) vector[d] = ((vector[d] ?? 0) - mean) * scale;
}

/**
 * A vector as a JSON list. Nine significant digits give every float32 back exactly (IEEE 754: 1 + ⌈24 · log₁₀ 2⌉ = 9), in little
 * more than half of the characters that the same number takes as a float64.
 */
export function jsonVector(vector: Float32Array): string {
  let list = "[";
  for (let i = 0; i < vector.length; i++) {
    if (i > 0) list += ",";
    // Through Number, so that 0.250000000 is written 0.25.
    list += Number((vector[i] ?? Number.NaN).toPrecision(9));
  }
  return `${list}]`;
}

/**
 * IEEE 754 half floats as float32. ONNX Runtime hands float16 over as `Uint16Array` of bit patterns where the platform has no
 * `Float16Array` (Node 20), and as `Float16Array` where it has (Node 24). The table of 65,536 values is made on first use.
 * @example
 * ```ts
 * import { float16ToFloat32 } from "@nestvec/core/compile";
 *
 * console.log(float16ToFloat32(Uint16Array.of(0x3c00, 0xc000))); // → Float32Array(2) [ 1, -2 ]
 * ```
 */
export function float16ToFloat32(half: Uint16Array): Float32Array<ArrayBuffer> {
  const table = float16Values();
  const single = new Float32Array(half.length);
  for (let i = 0; i < half.length; i++) single[i] = table[half[i] ?? 0] ?? 0;
  return single;
}

/** The value of each of the 65,536 bit patterns. */
export const float16Values = (): Float32Array => (values ??= makeTable());

let values: Float32Array | undefined;

function makeTable(): Float32Array {
  const table = new Float32Array(65_536);
  for (let bits = 0; bits < 65_536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0x1f) table[bits] = fraction === 0 ? sign * Infinity : NaN;
    else if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else table[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return table;
}

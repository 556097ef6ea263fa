/** The largest number of float16. */
export const largestFloat16: number = 65_504;

/** Numbers in float16. */
export interface Float16Numbers {
  /** The bit patterns, IEEE 754's binary16. */
  readonly halves: Uint16Array<ArrayBuffer>;
  /** Whether each number is just what it was. */
  readonly isExact: boolean;
  /** The first number that float16 has no place for: beyond 65,504. */
  readonly tooLarge: number | undefined;
}

/**
 * Rounds float32 numbers to the nearest float16, ties to even, as IEEE 754 does.
 * @example
 * ```ts
 * import { toFloat16 } from "@nestvec/core/compile";
 *
 * console.log(toFloat16(Float32Array.of(1, -2)).halves); // → Uint16Array(2) [ 15360, 49152 ]
 * ```
 */
export function toFloat16(numbers: Float32Array<ArrayBuffer>): Float16Numbers {
  const patterns = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const halves = new Uint16Array(numbers.length);
  let isExact = true;
  let tooLarge: number | undefined;
  for (let index = 0; index < numbers.length; index++) {
    const pattern = patterns[index] ?? 0;
    const size = pattern & 0x7f_ff_ff_ff;
    const sign = (pattern >>> 16) & 0x80_00;
    if (size > largestPattern) {
      tooLarge ??= numbers[index];
    } else if (size < leastNormal) {
      // Below 2^-14 float16 counts in steps of 2^-24.
      const steps = Math.abs(numbers[index] ?? 0) * 2 ** 24;
      const nearest = roundToEven(steps);
      isExact &&= nearest === steps;
      halves[index] = sign | nearest;
    } else {
      isExact &&= (size & droppedBits) === 0;
      halves[index] = sign | ((size + (droppedBits >> 1) + ((size >>> 13) & 1) - exponentShift) >>> 13);
    }
  }
  return { halves, isExact, tooLarge };
}

/** The float32 patterns of 65,504 and of 2^-14. */
const largestPattern = 0x47_7f_e0_00;
const leastNormal = 0x38_80_00_00;

/** Bits of float32's fraction that float16 has not. */
const droppedBits = 0x1f_ff;

/** Exponents begin at 127 in float32, and at 15 in float16. */
const exponentShift = (127 - 15) << 23;

function roundToEven(number: number): number {
  const below = Math.floor(number);
  const rest = number - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

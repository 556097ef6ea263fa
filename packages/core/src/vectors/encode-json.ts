import { requireVector } from "./matrix-checks.ts";

/**
 * A vector as a JSON list, in ASCII. Every number is the shortest decimal that reads back as the same float32, whether a reader rounds it to
 * float32 at once or by way of float64: for unit vectors about six tenths of the characters of the same numbers as float64. -0 stays -0; what
 * is not finite is null, as in JSON.stringify.
 * @throws NestvecError ARGUMENT_INVALID where it is no `Float32Array`
 * @example
 * ```ts
 * import { encodeJson } from "@nestvec/core/vectors";
 *
 * const json = new TextDecoder().decode(encodeJson(Float32Array.of(0.1, -0.25)));
 * console.log(json); // → [0.1,-0.25]
 * ```
 */
export function encodeJson(vector: Float32Array): Uint8Array {
  requireVector(vector, "vector");
  const text = new Uint8Array(vector.length * longest + 2);
  text[0] = bracket;
  let end = 1;
  for (let i = 0; i < vector.length; i++) {
    if (i > 0) text[end++] = comma;
    end = writeNumber(vector[i] ?? Number.NaN, text, end);
  }
  text[end++] = bracket + 2;
  return text.subarray(0, end);
}

/** Characters of the longest numbers, such as -1.20000115e-30, and a comma. */
const longest = 16;

const bracket = 0x5b;
const comma = 0x2c;
const point = 0x2e;
const minus = 0x2d;
const zero = 0x30;

/** Up to 10 ** 22 they are float64 without rounding, so that the quotient of a whole number by one of them is rounded once. */
const powers = Float64Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);

/** The digits of 0000 to 9999, four bytes each. */
const digits = new Uint8Array(40_000);
for (let at = 0; at < digits.length; at++) digits[at] = zero + (Math.floor((at >> 2) / 10 ** (3 - (at & 3))) % 10);

/** Writes a number at a place of a text, and returns the place after it. */
function writeNumber(number: number, text: Uint8Array, start: number): number {
  if (!Number.isFinite(number)) return writeText("null", text, start);
  let at = start;
  if (number < 0 || Object.is(number, -0)) text[at++] = minus;
  const size = Math.abs(number);
  // Outside, the exponent needs a notation of its own; vectors hardly ever have such numbers.
  if (!(size >= 1e-6 && size < 1e7)) return writeText(size === 0 ? "0" : shortestText(size), text, at);
  // Eight significant digits are enough for most numbers, and nine for all (IEEE 754: 1 + ⌈24 · log₁₀ 2⌉).
  let decimals = decimalsOf(size);
  let scaled = Math.round(size * (powers[decimals] ?? 1));
  if (readsBack(scaled, decimals, size)) {
    while (decimals > 0) {
      const shorter = Math.round(size * (powers[decimals - 1] ?? 1));
      if (!readsBack(shorter, decimals - 1, size)) break;
      scaled = shorter;
      decimals -= 1;
    }
  } else {
    decimals += 1;
    scaled = Math.round(size * (powers[decimals] ?? 1));
  }
  const power = powers[decimals] ?? 1;
  const whole = size < 1 && scaled < power ? 0 : Math.floor(scaled / power);
  at = writeDigits(whole, wholeDigits(whole), text, at);
  if (decimals === 0) return at;
  text[at++] = point;
  return writeDigits(scaled - whole * power, decimals, text, at);
}

/** Decimals of a number that is written with eight significant digits. */
function decimalsOf(size: number): number {
  if (size >= 0.1) return size < 1 ? 8 : 8 - wholeDigits(size);
  if (size >= 0.01) return 9;
  if (size >= 1e-3) return 10;
  if (size >= 1e-4) return 11;
  return size >= 1e-5 ? 12 : 13;
}

function wholeDigits(size: number): number {
  let count = 1;
  while (size >= (powers[count] ?? Number.POSITIVE_INFINITY)) count += 1;
  return count;
}

/** Whether a decimal reads back as a float32: it lies nearer to it than to any other, never in the middle between two. */
function readsBack(scaled: number, decimals: number, size: number): boolean {
  const decimal = scaled / (powers[decimals] ?? 1);
  if (Math.fround(decimal) !== size) return false;
  const across = size + 2 * (decimal - size);
  return across === size || Math.fround(across) !== across;
}

/** Writes a whole number below 10 ** 14 with so many digits, zeros in front where it has fewer. */
function writeDigits(number: number, count: number, text: Uint8Array, start: number): number {
  let rest = number;
  let end = start + count;
  while (end - start >= 4) {
    const high = Math.floor(rest / 10_000);
    const four = (rest - high * 10_000) * 4;
    rest = high;
    text[--end] = digits[four + 3] ?? zero;
    text[--end] = digits[four + 2] ?? zero;
    text[--end] = digits[four + 1] ?? zero;
    text[--end] = digits[four] ?? zero;
  }
  for (let from = rest * 4 + 3; end > start; from--) text[--end] = digits[from] ?? zero;
  return start + count;
}

/** With an exponent, of the fewest significant digits that read back. */
function shortestText(size: number): string {
  for (let decimals = 0; decimals < 8; decimals++) {
    const text = size.toExponential(decimals);
    if (Math.fround(Number(text)) === size) return text;
  }
  return size.toExponential(8);
}

function writeText(characters: string, text: Uint8Array, start: number): number {
  for (let i = 0; i < characters.length; i++) text[start + i] = characters.charCodeAt(i);
  return start + characters.length;
}

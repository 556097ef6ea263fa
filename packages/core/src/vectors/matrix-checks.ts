import { invalidArgument } from "../errors/arguments.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { Matrix } from "../runtime/tensor.ts";
import { isFloat32Array, isInt8Array, isUint8Array } from "../platform/typed-arrays.ts";

/** Which arrays hold a matrix's numbers. */
type Numbers = "Float32Array" | "Int8Array" | "Uint8Array";

const isOf = { Float32Array: isFloat32Array, Int8Array: isInt8Array, Uint8Array: isUint8Array };

/** A matrix of whichever numbers. */
interface Rows {
  readonly data: ArrayLike<number>;
  readonly rows: number;
  readonly width: number;
}

/**
 * Checks that a matrix holds `rows × width` numbers, at least one a row.
 * @throws NestvecError ARGUMENT_INVALID where it is no matrix of such numbers; SHAPE_MISMATCH
 */
export function requireMatrixShape(matrix: Rows, name: string, numbers: Numbers = "Float32Array"): void {
  requireObject(matrix, name, `an object with data, rows and width`);
  const { data, rows, width } = matrix;
  if (!isOf[numbers](data)) throw invalidArgument(`${name}.data`, data, ofType(numbers));
  requireCount(rows, `${name}.rows`);
  requireCount(width, `${name}.width`);
  if (data.length === rows * width && (width > 0 || rows === 0)) return;
  throw new NestvecError("SHAPE_MISMATCH", {
    what: `"${name}"`,
    found: `${data.length} numbers for ${rows} rows of width ${width}`,
    expected: `${rows} × ${Math.max(width, 1)}`,
  });
}

/**
 * Checks that something is one vector.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function requireVector(vector: unknown, name: string): asserts vector is Float32Array {
  if (!isFloat32Array(vector)) throw invalidArgument(name, vector, ofType("Float32Array"));
}

/**
 * Checks that something has properties: callers in plain JavaScript may pass anything.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function requireObject(value: unknown, name: string, expected: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalidArgument(name, value, expected);
}

function requireCount(value: unknown, name: string): void {
  if (!Number.isSafeInteger(value) || Number(value) < 0) throw invalidArgument(name, value, "a whole number, 0 or more");
}

const ofType = (numbers: Numbers): string => (numbers === "Int8Array" ? `an ${numbers}` : `a ${numbers}`);

/**
 * Checks that all numbers of a matrix are finite.
 * @throws NestvecError ARGUMENT_INVALID, naming the first row that is not
 */
export function requireFinite({ data, width }: Matrix, name: string): void {
  if (allFinite(data)) return;
  const at = data.findIndex((value) => !Number.isFinite(value));
  throw invalidArgument(`${name}[${Math.floor(at / width)}][${at % width}]`, data[at], "a finite number");
}

/** Whether all numbers are finite. A number minus itself is 0, but NaN for NaN and the infinities: two sums without a branch are faster than a question for each. */
export function allFinite(data: Float32Array): boolean {
  let even = 0;
  let odd = 0;
  const pairs = data.length - (data.length % 2);
  for (let i = 0; i < pairs; i += 2) {
    const first = data[i] as number;
    const second = data[i + 1] as number;
    even += first - first;
    odd += second - second;
  }
  if (pairs < data.length) even += (data[pairs] as number) - (data[pairs] as number);
  return even + odd === 0;
}

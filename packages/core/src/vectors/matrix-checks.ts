import { invalidArgument } from "../invalid-argument.ts";
import { NestvecError } from "../errors.ts";
import type { Matrix } from "../tensor.ts";

/**
 * Checks that a matrix holds `rows × width` numbers, at least one a row.
 * @throws NestvecError SHAPE_MISMATCH
 */
export function requireMatrixShape({ data, rows, width }: Omit<Matrix, "data"> & { readonly data: ArrayLike<number> }, name: string): void {
  if (data.length === rows * width && (width > 0 || rows === 0)) return;
  throw new NestvecError("SHAPE_MISMATCH", {
    what: `"${name}"`,
    found: `${data.length} numbers for ${rows} rows of width ${width}`,
    expected: `${rows} × ${Math.max(width, 1)}`,
  });
}

/**
 * Checks that all numbers of a matrix are finite.
 * @throws NestvecError ARGUMENT_INVALID, naming the first row that is not
 */
export function requireFinite({ data, width }: Matrix, name: string): void {
  if (allFinite(data)) return;
  const at = data.findIndex((value) => !Number.isFinite(value));
  throw invalidArgument(`${name}[${Math.floor(at / width)}][${at % width}]`, data[at], "a finite number");
}

// A number minus itself is 0, but NaN for NaN and the infinities: two sums without a branch are faster than a question for each.
function allFinite(data: Float32Array): boolean {
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

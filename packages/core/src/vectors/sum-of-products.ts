/**
 * The sum of `left[leftStart + i] * right[rightStart + i]` for i below `length`, in double precision: the inner loop of dot
 * products and norms over rows of a buffer. Nothing is checked here.
 */
export function sumOfProducts(left: Float32Array, leftStart: number, right: Float32Array, rightStart: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (left[leftStart + i] as number) * (right[rightStart + i] as number);
  return sum;
}

/** The largest integer of a weight, of either sign. */
export const largestWeight = 127;

/** Added to the diagonal of the inputs' products, by its mean, so that few calibration texts decide nothing alone. */
const damping = 0.01;

/** A matrix in int8: `weights * scales` by column. Both row by row, `[inputs, outputs]` and `[outputs]`. */
export interface RoundedMatrix {
  readonly weights: Int8Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
}

/** What is known of the inputs of a product: the sum over tokens of `x x'`, `[inputs, inputs]`, and how many tokens there were. */
export interface InputProducts {
  readonly sum: Float32Array;
  readonly tokens: number;
}

/** The root of the inputs' products by which the rounding of one input is made up for by the others, and the order in which they are rounded. */
export interface RoundingOrder {
  /** Inputs, of which the last is rounded first. */
  readonly order: Uint32Array;
  /** Lower triangular, `L L' =` the inputs' products in that order. */
  readonly root: Float64Array;
}

/**
 * Rounds a matrix `[inputs, outputs]` so that its products keep near: what the rounding of one input's weights does to the outputs on the calibration texts is
 * made up for in the inputs that are not rounded yet (GPTQ, arXiv:2210.17323, as Babai's nearest plane: no inverse is needed). Rows of `left` become 0.
 */
export function roundMatrix(
  matrix: Float32Array,
  outputs: number,
  left: ReadonlySet<number>,
  { order, root }: RoundingOrder,
): RoundedMatrix {
  const inputs = order.length;
  const scales = new Float32Array(outputs);
  for (let input = 0; input < inputs; input++)
    if (!left.has(input))
      for (let output = 0; output < outputs; output++)
        scales[output] = Math.max(scales[output] ?? 0, Math.abs(matrix[input * outputs + output] ?? 0));
  for (let output = 0; output < outputs; output++) scales[output] = scales[output] === 0 ? 1 : (scales[output] ?? 0) / largestWeight;
  const weights = new Int8Array(inputs * outputs);
  /** Rounding errors by place in the order. */
  const errors = new Float32Array(inputs * outputs);
  const wanted = new Float64Array(outputs);
  for (let place = inputs - 1; place >= 0; place--) {
    const input = order[place] ?? 0;
    if (left.has(input)) continue;
    wanted.fill(0);
    // Four rows at once, since the sums are what is read and written most.
    for (let later = place + 1; later < inputs; later += 4) {
      const factors = [0, 1, 2, 3].map((next) => (later + next < inputs ? (root[(later + next) * inputs + place] ?? 0) : 0));
      const [first = 0, second = 0, third = 0, fourth = 0] = factors;
      const [one, two, three, four] = [0, 1, 2, 3].map((next) => Math.min(later + next, inputs - 1) * outputs) as [
        number,
        number,
        number,
        number,
      ];
      for (let output = 0; output < outputs; output++)
        wanted[output] =
          (wanted[output] ?? 0) +
          first * (errors[one + output] ?? 0) +
          second * (errors[two + output] ?? 0) +
          third * (errors[three + output] ?? 0) +
          fourth * (errors[four + output] ?? 0);
    }
    const own = root[place * inputs + place] ?? 1;
    for (let output = 0; output < outputs; output++) {
      const exact = matrix[input * outputs + output] ?? 0;
      const scale = scales[output] ?? 1;
      const whole = Math.max(-largestWeight, Math.min(largestWeight, Math.round((exact + (wanted[output] ?? 0) / own) / scale)));
      weights[input * outputs + output] = whole;
      errors[place * outputs + output] = exact - whole * scale;
    }
  }
  return { weights, scales };
}

/** Orders inputs by how much they weigh, the heaviest to be rounded first. Those of `left` come last in it, and have no part. */
export function roundingOrder({ sum, tokens }: InputProducts, left: ReadonlySet<number>): RoundingOrder {
  const inputs = Math.sqrt(sum.length);
  const weight = (input: number): number => (left.has(input) ? 0 : (sum[input * inputs + input] ?? 0) / Math.max(1, tokens));
  const all = Array.from({ length: inputs }, (_, input) => input);
  const order = Uint32Array.from(all.toSorted((one, other) => weight(one) - weight(other)));
  const mean = all.reduce((total, input) => total + weight(input), 0) / Math.max(1, inputs - left.size);
  const added = damping * mean || 1;
  const root = new Float64Array(inputs * inputs);
  for (let row = 0; row < inputs; row++) {
    const one = order[row] ?? 0;
    for (let column = 0; column <= row; column++) {
      const other = order[column] ?? 0;
      const isLeft = left.has(one) || left.has(other);
      root[row * inputs + column] = (isLeft ? 0 : (sum[one * inputs + other] ?? 0) / Math.max(1, tokens)) + (row === column ? added : 0);
    }
  }
  cholesky(root, inputs);
  return { order, root };
}

/** Rows that are computed together, so that what they are multiplied by is read once for all of them. */
const rowsTogether = 32;

/** Turns the lower half of a positive definite matrix into its root, in place. */
function cholesky(matrix: Float64Array, size: number): void {
  for (let from = 0; from < size; from += rowsTogether) {
    const end = Math.min(size, from + rowsTogether);
    for (let column = 0; column < end; column++) {
      const other = column * size;
      for (let row = Math.max(from, column); row < end; row++) {
        const start = row * size;
        const sum = (matrix[start + column] ?? 0) - dot(matrix, start, other, column);
        matrix[start + column] = row === column ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : sum / (matrix[other + column] ?? 1);
      }
    }
  }
}

/** The dot product of the first numbers of two rows, in four sums, none of which waits for another. */
function dot(matrix: Float64Array, row: number, other: number, count: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let index = 0;
  for (; index + 3 < count; index += 4) {
    first += (matrix[row + index] ?? 0) * (matrix[other + index] ?? 0);
    second += (matrix[row + index + 1] ?? 0) * (matrix[other + index + 1] ?? 0);
    third += (matrix[row + index + 2] ?? 0) * (matrix[other + index + 2] ?? 0);
    fourth += (matrix[row + index + 3] ?? 0) * (matrix[other + index + 3] ?? 0);
  }
  for (; index < count; index++) first += (matrix[row + index] ?? 0) * (matrix[other + index] ?? 0);
  return first + second + third + fourth;
}

import { GraphFileError } from "../walk/graph-file-error.ts";
import { mostNumbers } from "../walk/node-records.ts";
import type { RecordWatch } from "../walk/records.ts";

/** A number for each pair of 16,384 tokens. */
const largestSize = 2 ** 28;
/** How often what an operator is given may be repeated, or how far it may be extended. No vocabulary has as many tokens. */
const largestFactor = 2 ** 24;

/** Of operators that hand a size on from one to the next. */
const deepest = 32;

/** Which inputs of an operator say how large its output becomes, together, and how large that may be. `Range` is counted in its own way. */
const sizeInputs: ReadonlyMap<string, { readonly places: readonly (readonly number[])[]; readonly most: number }> = new Map([
  ["ConstantOfShape", { places: [[0]], most: largestSize }],
  ["DFT", { places: [[1]], most: largestFactor }],
  ["Expand", { places: [[1]], most: largestSize }],
  ["GroupQueryAttention", { places: [[6]], most: largestFactor }],
  ["OneHot", { places: [[1]], most: largestFactor }],
  ["Pad", { places: [[1]], most: largestFactor }],
  ["Range", { places: [[0, 1, 2]], most: largestFactor }],
  ["RelativePositionBias", { places: [[1, 2]], most: largestFactor }],
  ["Resize", { places: [[1], [2], [3]], most: largestFactor }],
  ["Tile", { places: [[1]], most: largestFactor }],
  ["Upsample", { places: [[1]], most: largestFactor }],
]);

/** What is known of a constant; of several of one name, as branches may have them, the worst. */
interface Constant {
  /** Its numbers as the sizes of a shape: their product. */
  readonly product: number;
  readonly lowest: number;
  readonly highest: number;
  /** The number that is nearest to 0, without its sign. */
  readonly smallest: number;
  /** Whether only some of its numbers are known. */
  readonly hasMore: boolean;
}

interface Use {
  readonly operator: string;
  readonly inputs: readonly (string | undefined)[];
}

/** Operators that hand on the numbers of their first input, or put those of all together. */
const handOn = new Set(["Cast", "CastLike", "Concat", "Flatten", "Identity", "Reshape", "Squeeze", "Unsqueeze"]);

/** Names belong to the graph, or to a function. */
const placeOf = (scope: number, name: string | undefined): string | undefined =>
  name === undefined || name === "" ? undefined : `${scope} ${name}`;

/** Gathers constants, and the operators whose inputs say how large a tensor they make. */
export interface ConstantShapesWatch extends RecordWatch {
  /** @throws GraphFileError where such an input is a constant, and larger than any text needs */
  finish(): void;
}

/**
 * Looks for operators that would take all memory by a constant of a few bytes, some of which ONNX Runtime runs as soon as a graph is opened. Sizes
 * that are calculated, even from constants, those in a file of weights, and those that a function is called with are not seen here.
 */
export function constantShapes(): ConstantShapesWatch {
  /** By the place of their name. */
  const constants = new Map<string, Constant>();
  /** Several of one name, as branches may have them. */
  const handedOn = new Map<string, Use[]>();
  const uses: Use[] = [];
  function keep(place: string | undefined, numbers: readonly number[], hasMore: boolean): void {
    if (place === undefined || (numbers.length === 0 && !hasMore)) return;
    const constant = constantOf(numbers, hasMore);
    const before = constants.get(place);
    constants.set(place, before === undefined ? constant : worstOf(before, constant));
  }
  function keepUse(place: string, use: Use): void {
    const before = handedOn.get(place);
    if (before === undefined) handedOn.set(place, [use]);
    else before.push(use);
  }
  /** What is known of a value; undefined where it is calculated. Graphs of thousands of these operators in a row are none of sizes. */
  function known(place: string | undefined, depth = 0): Constant | undefined {
    if (place === undefined) return undefined;
    const own = constants.get(place);
    const from = handedOn.get(place);
    if (from === undefined || depth > deepest) return own;
    // Before its inputs are looked at: a graph in a circle is none, but must not hold this up.
    handedOn.delete(place);
    const whole = from.reduce((worst, { operator, inputs }) => {
      const given = (operator === "Concat" ? inputs : inputs.slice(0, 1)).map((input) => known(input, depth + 1));
      const all = given.reduce((left, right) => eitherOr(left, right, bothOf), undefined);
      return eitherOr(worst, all, worstOf);
    }, own);
    if (whole !== undefined) constants.set(place, whole);
    return whole;
  }
  return {
    tensor({ name, numbers, hasMore }, scope) {
      keep(placeOf(scope, name), numbers, hasMore);
    },
    node({ operator, inputs, output, integers, floats, hasMore, scope }) {
      if (operator === "Constant") keep(placeOf(scope, output), [...integers, ...floats], hasMore);
      // Their first versions have the sizes as attributes. Another float of Pad is what it fills with.
      if (operator === "Pad" || operator === "Upsample")
        refuseLarge(operator, constantOf(operator === "Pad" ? integers : [...integers, ...floats], hasMore), largestFactor);
      const use = { operator, inputs: inputs.map((input) => placeOf(scope, input)) };
      const place = placeOf(scope, output);
      if (place !== undefined && handOn.has(operator)) keepUse(place, use);
      if (sizeInputs.has(operator)) uses.push(use);
    },
    finish() {
      for (const { operator, inputs } of uses) {
        const { places, most } = sizeInputs.get(operator) ?? { places: [], most: 0 };
        for (const together of places) {
          const sizes = together.map((input) => known(inputs[input]));
          if (sizes.some((size) => size?.hasMore === true)) throw manyNumbers(operator);
          refuseLarge(operator, operator === "Range" ? rangeOf(sizes) : productOf(sizes), most);
        }
      }
    },
  };
}

const productOf = (sizes: readonly (Constant | undefined)[]): Constant =>
  sizes.reduce<Constant>((all, size) => (size === undefined ? all : bothOf(all, size)), constantOf([], false));

/** Of what is known of both, or of one. */
const eitherOr = (
  left: Constant | undefined,
  right: Constant | undefined,
  of: (left: Constant, right: Constant) => Constant,
): Constant | undefined => (left === undefined || right === undefined ? (left ?? right) : of(left, right));

/** Of the numbers of both. */
const bothOf = (left: Constant, right: Constant): Constant => ({ ...worstOf(left, right), product: left.product * right.product });

function constantOf(numbers: readonly number[], hasMore: boolean): Constant {
  return {
    product: numbers.reduce((product, number) => product * Math.max(1, Math.abs(number)), 1),
    lowest: Math.min(...numbers),
    highest: Math.max(...numbers),
    smallest: Math.min(...numbers.map(Math.abs)),
    hasMore,
  };
}

const worstOf = (left: Constant, right: Constant): Constant => ({
  product: Math.max(left.product, right.product),
  lowest: Math.min(left.lowest, right.lowest),
  highest: Math.max(left.highest, right.highest),
  smallest: Math.min(left.smallest, right.smallest),
  hasMore: left.hasMore || right.hasMore,
});

function refuseLarge(operator: string, { product, hasMore }: Constant, most: number): void {
  if (hasMore) throw manyNumbers(operator);
  // Written so that it refuses what is no number.
  if (product <= most) return;
  throw new GraphFileError(`its operator ${operator} makes a tensor of a constant size of more than ${most} elements`);
}

/** A range has (limit - start) / delta numbers. One that is not known counts as 0, and as a step of 1. */
function rangeOf([start, limit, delta]: readonly (Constant | undefined)[]): Constant {
  const ends = { low: 0, high: 0, ...(limit && { low: limit.lowest, high: limit.highest }) };
  const from = { low: 0, high: 0, ...(start && { low: start.lowest, high: start.highest }) };
  const isKnown = start !== undefined && limit !== undefined;
  const span = Math.max(1, Math.abs(ends.high - from.low), Math.abs(from.high - ends.low));
  const step = delta === undefined ? 1 : isKnown ? delta.smallest : Math.min(1, delta.smallest);
  return constantOf([Math.max(limit?.product ?? 1, span / step)], false);
}

const manyNumbers = (operator: string): GraphFileError =>
  new GraphFileError(
    `its operator ${operator} has a constant size of more than ${mostNumbers} numbers, or of a type that is not read as one`,
  );

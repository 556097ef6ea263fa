import { GraphFileError } from "../walk/graph-file-error.ts";
import { mostNumbers, type RecordWatch } from "../walk/node-records.ts";

/** Which inputs of an operator say how large its output becomes. `Range` has three that do so together. */
const sizeInputs: ReadonlyMap<string, readonly number[]> = new Map([
  ["ConstantOfShape", [0]],
  ["DFT", [1]],
  ["Expand", [1]],
  ["OneHot", [1]],
  ["Pad", [1]],
  ["Resize", [1, 2, 3]],
  ["Tile", [1]],
  ["Upsample", [1]],
]);

/** The mask of a text of 32,768 tokens has as many elements. */
const mostElements = 2 ** 30;

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
  readonly constants: readonly (string | undefined)[];
}

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
 * that are computed, even from constants, those in a file of weights, and those that a function is called with are not seen here.
 */
export function constantShapes(): ConstantShapesWatch {
  /** By the place of their name. */
  const constants = new Map<string, Constant>();
  const uses: Use[] = [];
  function keep(place: string | undefined, numbers: readonly number[], hasMore: boolean): void {
    if (place === undefined || (numbers.length === 0 && !hasMore)) return;
    const constant = constantOf(numbers, hasMore);
    const before = constants.get(place);
    constants.set(place, before === undefined ? constant : worstOf(before, constant));
  }
  return {
    tensor({ name, numbers, hasMore }, scope) {
      keep(placeOf(scope, name), numbers, hasMore);
    },
    node({ operator, inputs, output, integers, floats, hasMore, scope }) {
      if (operator === "Constant") keep(placeOf(scope, output), [...integers, ...floats], hasMore);
      // Their first versions have the sizes as attributes. Another float of Pad is what it fills with.
      if (operator === "Pad" || operator === "Upsample")
        refuseLarge(operator, constantOf(operator === "Pad" ? integers : [...integers, ...floats], hasMore));
      const places = operator === "Range" ? [0, 1, 2] : (sizeInputs.get(operator) ?? []);
      if (places.length > 0) uses.push({ operator, constants: places.map((input) => placeOf(scope, inputs[input])) });
    },
    finish() {
      for (const { operator, constants: places } of uses) {
        const known = places.map((place) => (place === undefined ? undefined : constants.get(place)));
        for (const constant of known) if (constant?.hasMore === true) throw manyNumbers(operator);
        if (operator === "Range") refuseLongRange(known);
        else for (const constant of known) refuseLarge(operator, constant);
      }
    },
  };
}

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

function refuseLarge(operator: string, constant: Constant | undefined): void {
  if (constant?.hasMore === true) throw manyNumbers(operator);
  // Written so that it refuses what is no number.
  if (constant === undefined || constant.product <= mostElements) return;
  throw new GraphFileError(`its operator ${operator} makes a tensor of a constant size of more than ${mostElements} elements`);
}

/** A range has (limit - start) / delta numbers. One that is not known counts as 0, and as a step of 1. */
function refuseLongRange([start, limit, delta]: readonly (Constant | undefined)[]): void {
  const ends = { low: 0, high: 0, ...(limit && { low: limit.lowest, high: limit.highest }) };
  const from = { low: 0, high: 0, ...(start && { low: start.lowest, high: start.highest }) };
  const isKnown = start !== undefined && limit !== undefined;
  const span = Math.max(1, Math.abs(ends.high - from.low), Math.abs(from.high - ends.low));
  const step = delta === undefined ? 1 : isKnown ? delta.smallest : Math.min(1, delta.smallest);
  const product = Math.max(limit?.product ?? 1, span / step);
  refuseLarge("Range", { product, lowest: 0, highest: 0, smallest: 0, hasMore: false });
}

const manyNumbers = (operator: string): GraphFileError =>
  new GraphFileError(
    `its operator ${operator} has a constant size of more than ${mostNumbers} numbers, or of a type that is not read as one`,
  );

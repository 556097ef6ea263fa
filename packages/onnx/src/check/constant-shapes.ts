import { GraphFileError } from "../walk/graph-file-error.ts";
import type { RecordWatch } from "../walk/node-records.ts";

/** Names belong to the graph, or to a function. */
const placeOf = (scope: number, name: string): string => `${scope} ${name}`;

/** Which input of an operator says how large its output becomes. */
const sizeInputs: Readonly<Record<string, number>> = { ConstantOfShape: 0, Expand: 1, OneHot: 1, Pad: 1, Range: 1, Resize: 3, Tile: 1 };

/** The mask of a text of 32,768 tokens has as many elements. */
const mostElements = 2 ** 30;

/** Gathers constants, and the operators that make a tensor of a size that is their input. */
export interface ConstantShapesWatch extends RecordWatch {
  /** @throws GraphFileError where a size is a constant, and larger than any text needs */
  finish(): void;
}

/**
 * Looks for operators that would take all memory by a constant of a few bytes, some of which ONNX Runtime runs as soon as a graph is opened. Sizes
 * that are computed are not seen here.
 */
export function constantShapes(): ConstantShapesWatch {
  /** The constants that would be too large as a size, by the place of their name. */
  const large = new Set<string>();
  const uses: { readonly operator: string; readonly constant: string }[] = [];
  const keepLarge = (scope: number, name: string, sizes: readonly number[]): void => {
    if (sizes.reduce((product, size) => product * Math.max(1, Math.abs(size)), 1) > mostElements) large.add(placeOf(scope, name));
  };
  return {
    tensor({ name, integers = [] }, scope) {
      if (name !== "") keepLarge(scope, name, integers);
    },
    node({ operator, inputs, output, integers, scope }) {
      if (operator === "Constant") keepLarge(scope, output, integers);
      const input = sizeInputs[operator];
      const size = input === undefined ? undefined : inputs[input];
      if (size !== undefined && size !== "") uses.push({ operator, constant: placeOf(scope, size) });
    },
    finish() {
      const bomb = uses.find(({ constant }) => large.has(constant));
      if (bomb === undefined) return;
      throw new GraphFileError(`its operator ${bomb.operator} makes a tensor of a constant size of more than ${mostElements} elements`);
    },
  };
}

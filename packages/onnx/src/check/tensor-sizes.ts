import { GraphFileError } from "../walk/graph-file-error.ts";
import type { RecordWatch, TensorRecord } from "../walk/records.ts";

/** Bits of an element by ONNX's number of its type (`TensorProto.DataType`): of each size, the types that have it. */
const typesByBits: readonly (readonly [bits: number, types: readonly number[]])[] = [
  [2, [25, 26]],
  [4, [21, 22, 23]],
  [8, [2, 3, 9, 17, 18, 19, 20, 24]],
  [16, [4, 5, 10, 16]],
  [32, [1, 6, 12]],
  [64, [7, 11, 13, 14]],
  [128, [15]],
];
const bitsByType: ReadonlyMap<number, number> = new Map(typesByBits.flatMap(([bits, types]) => types.map((type) => [type, bits] as const)));
const string = 8;

/** Bytes of a number in a list, by type: fixed for floats, at least one for varints, into which several of less than 8 bits are put. */
const listBytesByType: Readonly<Record<number, number>> = {
  1: 4,
  11: 8,
  14: 8,
  15: 16,
  21: 1 / 2,
  22: 1 / 2,
  23: 1 / 2,
  25: 1 / 4,
  26: 1 / 4,
};

/** Far above any embedding table. */
const mostElements = 2 ** 40;

/** How many bytes the numbers of a tensor take, packed. @throws GraphFileError where its shape or type is none */
export function tensorBytes({ name, dimensions, type }: Pick<TensorRecord, "name" | "dimensions" | "type">): number {
  const bits = bitsByType.get(type);
  if (bits === undefined)
    throw new GraphFileError(`its tensor "${name}" has the element type ${type}, which ONNX does not have for numbers`);
  return Math.ceil((elementsOf(name, dimensions) * bits) / 8);
}

/** Refuses tensors in the graph that do not hold what their shape says: what reads them would take memory, or read on, by the shape alone. */
export const tensorSizes: RecordWatch = {
  tensor(tensor) {
    const { name, dimensions, type, external, rawBytes, listBytes, texts } = tensor;
    if (external !== undefined) return;
    const elements = elementsOf(name, dimensions);
    if (type === string) {
      if (texts !== elements) throw misfit(tensor, `is for ${elements} texts, and holds ${texts}`);
      return;
    }
    const needed = tensorBytes(tensor);
    if (rawBytes !== undefined) {
      if (rawBytes !== needed) throw misfit(tensor, `takes ${needed} bytes, and holds ${rawBytes}`);
      return;
    }
    const least = Math.ceil(elements * (listBytesByType[type] ?? 1));
    if (listBytes < least) throw misfit(tensor, `takes at least ${least} bytes, and holds ${listBytes}`);
  },
};

function elementsOf(name: string, dimensions: readonly number[]): number {
  let elements = 1;
  for (const size of dimensions) {
    if (size < 0) throw new GraphFileError(`its tensor "${name}" has a dimension of ${size}`);
    elements *= size;
  }
  if (elements <= mostElements) return elements;
  throw new GraphFileError(`its tensor "${name}" has the shape ${dimensions.join(" × ")}, which is more than any memory holds`);
}

const misfit = ({ name, dimensions }: TensorRecord, problem: string): GraphFileError =>
  new GraphFileError(
    `its tensor "${name}" has the shape ${dimensions.length === 0 ? "of one number" : dimensions.join(" × ")}, which ${problem}`,
  );

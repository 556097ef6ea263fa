import { NestvecError, type WeightType } from "@nestvec/core";
import { largestFloat16, toFloat16 } from "@nestvec/core/compile";
import { int8Numbers, int8Scales, type ScaleAxis } from "./int8-numbers.ts";
import type { StoredTensor } from "./stored-tensor.ts";
import { asFloat32, type TypedTensor } from "./typed-tensor.ts";

/**
 * How the large tensors of a model are stored. They are computed with in float32, whatever that is. Norms, biases and tables of positions stay float32.
 */
export interface WeightStorage {
  /** A matrix `[inputs, outputs]` that is multiplied with. In int8, each output has a scale. */
  matrix(tensor: StoredTensor): readonly TypedTensor[];
  /** A table whose rows are looked up. In int8, each row has a scale. */
  table(tensor: StoredTensor): readonly TypedTensor[];
  /** Whether all numbers that were written by now are those of the model. */
  isExact(): boolean;
}

/** The name of the scales of a tensor in int8. */
export const scalesOf = (name: string): string => `${name}.scales`;

/** @see WeightStorage */
export function weightStorage(type: WeightType): WeightStorage {
  if (type === "float32") return { matrix: kept, table: kept, isExact: () => true };
  if (type === "int8") return { matrix: inInt8("column"), table: inInt8("row"), isExact: () => false };
  let isExact = true;
  const halved = (tensor: StoredTensor): readonly TypedTensor[] => [inFloat16(tensor, () => void (isExact = false))];
  return { matrix: halved, table: halved, isExact: () => isExact };
}

/**
 * That of a model whose products are in int8: tables are stored as `type`, and the matrices that were left in float32 stay float32. What the tables lose is measured
 * with the products.
 */
export const quantizedStorage = (type: WeightType): WeightStorage => ({ ...weightStorage(type), matrix: kept, isExact: () => true });

const kept = (tensor: StoredTensor): readonly TypedTensor[] => [asFloat32(tensor)];

/** `onRounded` is told where a number is not the one that it was. */
const inFloat16 = ({ name, dims, numbers }: StoredTensor, onRounded: () => void): TypedTensor => ({
  name,
  dims,
  type: "float16",
  async *bytes() {
    for await (const part of numbers()) {
      const { halves, isExact, tooLarge } = toFloat16(part);
      if (tooLarge !== undefined) {
        const expected = `"float32" or "int8": "${name}" has the number ${tooLarge}, and those of float16 end at ${largestFloat16}`;
        throw new NestvecError("ARGUMENT_INVALID", { argument: "weights", found: `"float16"`, expected });
      }
      if (!isExact) onRounded();
      yield new Uint8Array(halves.buffer);
    }
  },
});

const inInt8 =
  (axis: ScaleAxis) =>
  (tensor: StoredTensor): readonly TypedTensor[] => {
    let made: Promise<Float32Array<ArrayBuffer>> | undefined;
    const scales = (): Promise<Float32Array<ArrayBuffer>> => (made ??= int8Scales(tensor, axis));
    const { name, dims } = tensor;
    return [
      {
        name,
        dims,
        type: "int8",
        async *bytes() {
          for await (const part of int8Numbers(tensor, axis, await scales())) yield new Uint8Array(part.buffer);
        },
      },
      {
        name: scalesOf(name),
        // They are multiplied with from the right: along the columns, or along the rows.
        dims: axis === "column" ? [dims.at(-1) ?? 1] : [dims[0] ?? 1, 1],
        type: "float32",
        async *bytes() {
          yield new Uint8Array((await scales()).buffer);
        },
      },
    ];
  };

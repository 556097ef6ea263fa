import type { SourceTensor } from "./source-tensors.ts";

/** A tensor of the compiled model, as float32 row by row. How its file holds it is that of a TypedTensor. */
export interface StoredTensor {
  /** Its name in the graphs. */
  readonly name: string;
  readonly dims: readonly number[];
  /** Its numbers from the first to the last, in parts of bounded size. */
  numbers(): AsyncIterable<Float32Array<ArrayBuffer>>;
}

/** Numbers that are read at once: 16 MB. */
const numbersAtOnce = 2 ** 22;

/** Numbers of a transposed matrix that are held at once: 64 MB. */
const numbersHeld = 2 ** 24;

/** Rows `[from, to)` of a tensor, as they are; by default all. */
export function storedRows(name: string, tensor: SourceTensor, from: number = 0, to: number = tensor.shape[0] ?? 0): StoredTensor {
  const each = tensor.shape.slice(1).reduce((product, size) => product * size, 1);
  return {
    name,
    dims: [to - from, ...tensor.shape.slice(1)],
    async *numbers() {
      for (let start = from * each; start < to * each; start += numbersAtOnce)
        yield await tensor.read(start, Math.min(to * each, start + numbersAtOnce));
    },
  };
}

/**
 * Rows `[from, to)` of a matrix `[outputs, inputs]`, by default all, as `[inputs, to - from]`: what a product from the left takes. The matrix is read
 * once for each part of it that is held.
 */
export function storedTransposed(name: string, tensor: SourceTensor, from: number = 0, to: number = tensor.shape[0] ?? 0): StoredTensor {
  const columns = tensor.shape[1] ?? 0;
  const rows = to - from;
  return {
    name,
    dims: [columns, rows],
    async *numbers() {
      const columnsHeld = Math.max(1, Math.floor(numbersHeld / rows));
      const rowsAtOnce = Math.max(1, Math.floor(numbersAtOnce / columns));
      for (let first = 0; first < columns; first += columnsHeld) {
        const end = Math.min(columns, first + columnsHeld);
        const part = new Float32Array((end - first) * rows);
        for (let row = 0; row < rows; row += rowsAtOnce) {
          const count = Math.min(rowsAtOnce, rows - row);
          const read = await tensor.read((from + row) * columns, (from + row + count) * columns);
          for (let index = 0; index < count; index++)
            for (let column = first; column < end; column++)
              part[(column - first) * rows + row + index] = read[index * columns + column] ?? 0;
        }
        yield part;
      }
    },
  };
}

/** A tensor that is computed. */
export const storedNumbers = (
  name: string,
  dims: readonly number[],
  make: () => Promise<Float32Array<ArrayBuffer>> | Float32Array<ArrayBuffer>,
): StoredTensor => ({
  name,
  dims,
  async *numbers() {
    yield await make();
  },
});

/** A whole tensor that is small. */
export const wholeTensor = (tensor: SourceTensor): Promise<Float32Array<ArrayBuffer>> =>
  tensor.read(
    0,
    tensor.shape.reduce((product, size) => product * size, 1),
  );

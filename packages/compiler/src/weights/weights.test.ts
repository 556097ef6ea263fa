import type { FileSource } from "@nestvec/core";
import { expect, test } from "vitest";
import { openTensors } from "./source-tensors.ts";
import { storedRows, storedTransposed, type StoredTensor } from "./stored-tensor.ts";

/** A file of weights that is too large to be held: one tensor of numbers that say where they are, after `before` bytes of another. */
function largeFile(before: number, rows: number, columns: number): FileSource {
  const header = new TextEncoder().encode(
    JSON.stringify({
      before: { dtype: "U8", shape: [before], data_offsets: [0, before] },
      matrix: { dtype: "F32", shape: [rows, columns], data_offsets: [before, before + 4 * rows * columns] },
    }),
  );
  const first = 8 + header.length;
  const start = first + before;
  const size = start + 4 * rows * columns;
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  return {
    name: "a large file",
    size: async (path) => (path === "model.safetensors" ? size : undefined),
    read: () => expect.unreachable("the whole file"),
    async readSlice(_path, from, to) {
      if (to <= first || from < first) return Uint8Array.from([...length, ...header]).subarray(from, to);
      const index = (from - start) / 4;
      const numbers = new Float32Array((to - from) / 4);
      for (let at = 0; at < numbers.length; at++) numbers[at] = (index + at) % 2 ** 24;
      return new Uint8Array(numbers.buffer);
    },
  };
}

async function numbersOf(tensor: StoredTensor): Promise<{ readonly parts: number; readonly numbers: readonly number[] }> {
  const parts: Float32Array[] = [];
  for await (const part of tensor.numbers()) parts.push(part);
  return { parts: parts.length, numbers: parts.flatMap((part) => Array.from(part)) };
}

test("a tensor behind more than 4 GiB is read by ranges", async () => {
  const source = largeFile(5 * 2 ** 30, 3, 2);
  const tensor = (await openTensors(source, "")).find("matrix") ?? expect.unreachable();
  expect((await numbersOf(storedRows("a", tensor))).numbers).toEqual([0, 1, 2, 3, 4, 5]);
  expect((await numbersOf(storedRows("a", tensor, 1, 2))).numbers).toEqual([2, 3]);
  expect((await numbersOf(storedTransposed("a", tensor))).numbers).toEqual([0, 2, 4, 1, 3, 5]);
  expect((await numbersOf(storedTransposed("a", tensor, 1, 3))).numbers).toEqual([2, 4, 3, 5]);
});

test("a matrix that is larger than what is held is transposed in parts", async () => {
  const [rows, columns] = [2 ** 13, 2 ** 12];
  const tensor = (await openTensors(largeFile(0, rows, columns), "")).find("matrix") ?? expect.unreachable();
  let column = 0;
  let parts = 0;
  let wrong = 0;
  for await (const part of storedTransposed("a", tensor).numbers()) {
    parts += 1;
    for (let at = 0; at < part.length / rows; at++, column++)
      for (const row of [0, 1, rows - 1]) wrong += part[at * rows + row] === (row * columns + column) % 2 ** 24 ? 0 : 1;
  }
  expect({ parts, column, wrong }).toEqual({ parts: 2, column: columns, wrong: 0 });
});

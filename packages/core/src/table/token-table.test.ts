import { expect, test } from "vitest";
import { memorySource } from "../model/files/memory-source.ts";
import type { TableDescription, TableTensor } from "../model/tables/table-description.ts";
import { addRows, readTable } from "./token-table.ts";

const file = "t";
const tensor = (name: string, type: string, shape: readonly number[], start: number, end: number): TableTensor => ({
  name,
  type,
  shape,
  file,
  start,
  end,
});

/** The sums of the rows of some tokens of a table of two numbers a row. */
async function sumOf(bytes: ArrayBufferView[], tensors: Partial<TableDescription>, ids: readonly number[]): Promise<readonly number[]> {
  const all = bytes.flatMap((part) => Array.from(new Uint8Array(part.buffer, part.byteOffset, part.byteLength)));
  const source = memorySource({ [file]: Uint8Array.from(all) });
  const none = { mapping: undefined, weights: undefined };
  const table = await readTable(source, { ...none, width: 2, ...tensors } as TableDescription);
  const sums = new Float64Array(2);
  addRows(table, Int32Array.from(ids), sums);
  return Array.from(sums);
}

// 1.5, -2, 0.5 and 4 are exact in every type: as float16 0x3e00, 0xc000, 0x3800 and 0x4400, as bfloat16 their float32's upper halves.
test.each([
  ["F32", Float32Array.of(1.5, -2, 0.5, 4)],
  ["F16", Uint16Array.of(0x3e00, 0xc000, 0x3800, 0x4400)],
  ["BF16", Uint16Array.of(0x3fc0, 0xc000, 0x3f00, 0x4080)],
  ["F64", Float64Array.of(1.5, -2, 0.5, 4)],
])("rows of %s are added as what they stand for, wherever they begin in the file", async (type, numbers) => {
  for (const before of [0, 1, 8]) {
    const vectors = tensor("embeddings", type, [2, 2], before, before + numbers.byteLength);
    expect(await sumOf([new Uint8Array(before), numbers], { vectors }, [0, 1, 1]), `${before}`).toEqual([2.5, 6]);
  }
});

test("int8 rows are the whole numbers that they are", async () => {
  const vectors = tensor("embeddings", "I8", [2, 2], 0, 4);
  expect(await sumOf([Int8Array.of(-128, 127, 1, 2)], { vectors }, [0, 1])).toEqual([-127, 129]);
});

test("tokens share rows by their mapping, and have weights of their own", async () => {
  const vectors = tensor("embeddings", "I8", [2, 2], 0, 4);
  const rows = Int8Array.of(1, 2, 10, 20);
  const mapping = tensor("mapping", "I64", [3], 4, 28);
  const weights = tensor("weights", "F32", [3], 28, 40);
  const bytes = [rows, BigInt64Array.of(1n, 0n, 1n), Float32Array.of(1, 0.5, 2)];
  expect(await sumOf(bytes, { vectors, mapping, weights }, [0, 1, 2])).toEqual([30.5, 61]);
  const narrow = tensor("mapping", "I32", [2], 4, 12);
  expect(await sumOf([rows, Int32Array.of(1, 0)], { vectors, mapping: narrow }, [0, 0, 1])).toEqual([21, 42]);
});

test.each([[[0, 2]], [[-1, 0]]])("a mapping to %j of two rows is refused", async (given) => {
  const vectors = tensor("embeddings", "I8", [2, 2], 0, 4);
  const mapping = tensor("mapping", "I32", [2], 4, 12);
  await expect(sumOf([new Int8Array(4), Int32Array.from(given)], { vectors, mapping }, [0])).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    details: { file, expected: "a row of the table, from 0 to 1" },
  });
});

test("a file that was cut since is an error with both sizes", async () => {
  const vectors = tensor("embeddings", "F32", [2, 2], 0, 16);
  await expect(sumOf([new Float32Array(3)], { vectors }, [0])).rejects.toMatchObject({
    code: "FILE_TRUNCATED",
    details: { bytes: 12, needed: 16 },
  });
});

import fc from "fast-check";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { type VectorColumn, type VectorType, vectorTypes } from "../columns/vector-column.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { parquetJoiner, parquetLayout } from "./parquet-file.ts";
import { parquetPart } from "./parquet-part.ts";

const arrays = { float32: Float32Array, float16: Uint16Array, int8: Int8Array, uint8: Uint8Array, binary: Uint8Array } as const;

/** Half floats whose bits are some whole numbers, so that they are compared as numbers. */
const half = (number: number): number => (number === 0 ? 0 : number < 0 ? 0xbc00 : 0x3c00);

function column(type: VectorType, width: number, lists: readonly (readonly number[] | null)[]): VectorColumn {
  const data = new arrays[type](lists.length * width);
  for (const [row, list] of lists.entries())
    data.set(
      (list ?? []).map((number) => (type === "float16" ? half(number) : number)),
      row * width,
    );
  return { type, width, rows: lists.length, data, valid: lists.map((list) => list !== null) };
}

test("another reader finds in the joined parts what was written, with and without rows that have none", async () => {
  const table = fc.record({
    type: fc.constantFrom(...vectorTypes),
    width: fc.integer({ min: 1, max: 40 }),
    parts: fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 30 }), { minLength: 0, maxLength: 4 }),
    kept: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(table, async ({ type, width, parts, kept }) => {
      const columns = kept ? [{ name: "id", kind: "int32" as const }] : [];
      const metadata = { column: "vector", type } as TableMetadata;
      const layout = parquetLayout(columns, metadata, new Uint8Array());
      const joiner = parquetJoiner(layout);
      const lists = parts.map((rows) =>
        rows.map((isThere, row) => (isThere ? Array.from({ length: width }, (_, d) => (row + d) % 2) : null)),
      );
      const pieces = [joiner.head()];
      for (const part of lists)
        pieces.push(
          joiner
            .add(parquetPart(layout, { columns, cells: columns.map(() => part.map((_, row) => row)), vectors: column(type, width, part) }))
            .slice(),
        );
      const file = new Uint8Array(Buffer.concat([...pieces, joiner.tail()])).buffer;
      expect(Number(parquetMetadata(file).num_rows)).toBe(lists.flat().length);
      const rows = await parquetReadObjects({ file });
      expect(rows.map(({ vector }) => (vector === null || vector === undefined ? null : Array.from(vector as number[])))).toEqual(
        lists.flat(),
      );
      if (kept) expect(rows.map(({ id }) => id as number)).toEqual(lists.flatMap((part) => part.map((_, row) => row)));
    }),
    { numRuns: 60 },
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { TableSource } from "../source/table-source.ts";
import { rowWindows } from "./row-windows.ts";

/** A table of numbered rows that comes in batches of some sizes. */
function numbered(file: string, first: number, batches: readonly number[]): TableSource {
  const rows = batches.reduce((sum, count) => sum + count, 0);
  return {
    file,
    rows,
    columns: [],
    unknown: new Map(),
    metadata: undefined,
    isFound: false,
    async *read({ from }) {
      let next = 0;
      for (const count of batches) {
        const start = next;
        next += count;
        if (next > from) yield { first: start, rows: count, cells: [Array.from({ length: count }, (_, row) => first + start + row)] };
      }
    },
  };
}

test("windows are the rows of their numbers, whatever batches rows come in and whichever windows are done", async () => {
  const tables = fc.array(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 5 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(tables, fc.integer({ min: 1, max: 40 }), fc.func(fc.boolean()), async (batches, windowRows, isDone) => {
      let first = 0;
      const sources = batches.map((sizes, table) => {
        const source = numbered(`file ${table}`, first, sizes);
        first += source.rows;
        return source;
      });
      const found: unknown[] = [];
      const request = { columns: [{ name: "row", kind: "int32" as const }], vectors: false, windowRows, isDone };
      for await (const { window, cells, placeOf } of rowWindows(sources, request)) {
        found.push([window, cells[0]]);
        expect(placeOf(0).row).toBe(window * windowRows);
      }
      const all = Array.from({ length: first }, (_, row) => row);
      const expected = Array.from({ length: Math.ceil(first / windowRows) }, (_, window) => [
        window,
        all.slice(window * windowRows, (window + 1) * windowRows),
      ]);
      expect(found).toEqual(expected.filter(([window]) => !isDone(window as number)));
    }),
    { numRuns: 200 },
  );
});

import fc from "fast-check";
import { NestvecError } from "@nestvec/core";
import { expect, test } from "vitest";
import { readTable, type TableRow, type TableShape } from "./table.ts";

async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(text: string, size = 64, shape: Partial<TableShape> = {}): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const some of readTable(chunksOf(text, size), "a.csv", { delimiter: ",", ...shape })) rows.push(...some);
  return rows;
}

test("what was written in quotes is read back, with its lines, whatever ends them and however it is cut into chunks", async () => {
  const cell = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom('"', ",", "\n", 'a "b"', "", "é"));
  const rows = fc.array(fc.tuple(cell, cell), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom("\n", "\r\n", "\r"), fc.integer({ min: 1, max: 20 }), async (table, end, size) => {
      const clean = table.map((row) => row.map((text) => text.replaceAll(/[\r\n]/g, end)));
      const quoted = [["id", "text"], ...clean].map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(",") + end);
      let line = 2;
      const expected = clean.map(([id = "", text = ""]) => {
        const row = { line, fields: { id, text } };
        line += 1 + `${id}${text}`.split(end).length - 1;
        return row;
      });
      expect(await read(quoted.join(""), size)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("blank lines are passed over, and the last line needs no end", async () => {
  const rows = await read('id,text\n\n1,a\n\n\n2,"b\nc"\n3,d', 5);
  expect(rows.map(({ line, fields }) => [line, fields["text"]])).toEqual([
    [3, "a"],
    [6, "b\nc"],
    [8, "d"],
  ]);
});

test.each([
  ["a row with more fields", "id,text\n1,a\n2,b,c\n", 3, /3 fields; it must be 2 fields, as the heading has/],
  ["a row with fewer fields", "id,text\r\n1\r\n", 2, /1 fields/],
  ["a quote that is not closed", 'id,text\n1,"a\nb\n', 2, /quote is never closed/],
  ["a quote in the midst", 'id,text\n1,a"b\n', 2, /a quote in the midst of a field/],
  ["text behind a quote", 'id,text\n1,"a"b\n', 2, /a quote in the midst of a field/],
  ["a heading with a name twice", "text,text\na,b\n", 1, /two columns "text"/],
  ["a heading without the field", "id;text\n1;a\n", 1, /the column "id;text"; it must be a heading with the column "text"/],
])("%s is LINE_INVALID with its line", async (_name, text, line, found) => {
  const error: unknown = await read(text, 4, { field: "text" }).catch((caught: unknown) => caught);
  expect(NestvecError.is(error, "LINE_INVALID") && error.details).toMatchObject({ file: "a.csv", line });
  expect(String(error)).toMatch(found);
});

test("rows before a bad one are handed on, and rows do not wait for more", async () => {
  const rows = readTable(chunksOf('text\na\nb"c\n', 7), "a.csv", { delimiter: "," });
  expect((await rows.next()).value).toEqual([{ line: 2, fields: { text: "a" } }]);
  await expect(rows.next()).rejects.toThrow("line 3");
});

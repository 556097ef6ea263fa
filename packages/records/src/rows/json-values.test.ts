import fc from "fast-check";
import { NestvecError } from "@nestvec/core";
import { expect, test } from "vitest";
import { type JsonValue, readJsonValues } from "./json-values.ts";

async function* chunksOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(text: string, size = 64): Promise<JsonValue[]> {
  const values: JsonValue[] = [];
  for await (const some of readJsonValues(chunksOf(text, size), "a.json")) values.push(...some);
  return values;
}

test("a list gives what JSON.parse gives, however it is written and cut into chunks", async () => {
  const list = fc.array(fc.jsonValue({ stringUnit: "grapheme" }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(list, fc.constantFrom(undefined, 1, "\t"), fc.integer({ min: 1, max: 30 }), async (values, space, size) => {
      const json = JSON.stringify(values, undefined, space);
      expect((await read(json, size)).map(({ value }) => value)).toEqual(JSON.parse(json));
    }),
    { numRuns: 500 },
  );
});

test("values that follow each other are read one by one, whatever parts them", async () => {
  const list = fc.array(fc.object(), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(list, fc.constantFrom("\n", "\r\n", " ", ""), fc.integer({ min: 1, max: 30 }), async (values, between, size) => {
      const json = values.map((value) => JSON.stringify(value));
      expect((await read(json.join(between), size)).map(({ value }) => value)).toEqual(json.map((text) => JSON.parse(text)));
    }),
  );
});

test("each value has the line on which it begins", async () => {
  const text = '\n[\n  {"a":\n 1}, "b",\n\n  "c\\n", 4\n]\n';
  expect(await read(text, 3)).toEqual([
    { line: 3, value: { a: 1 } },
    { line: 4, value: "b" },
    { line: 6, value: "c\n" },
    { line: 6, value: 4 },
  ]);
});

test.each([
  ["[1 2]", 1, /without a comma/],
  ["[1,\n,2]", 2, /found ","/],
  ["[1,]", 1, /found "\]"/],
  ["[1]\n[2]", 2, /behind the end/],
  ['[\n"a"\n', 3, /the end of the file; it must be the "\]"/],
  ['[\n{"a":"b\n', 3, /within the value that begins at line 2/],
  ["[\n{a:1}]", 2, /no JSON/],
  ['{"a":1]', 1, /no JSON/],
  ["plain text", 1, /no JSON/],
  ["]", 1, /found "\]"/],
])("%j is LINE_INVALID with its line", async (text, line, found) => {
  const error: unknown = await read(text, 2).catch((caught: unknown) => caught);
  expect(NestvecError.is(error, "LINE_INVALID") && error.details.line).toBe(line);
  expect(String(error)).toMatch(found);
});

async function* stalled(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('["a", ');
  await new Promise(() => undefined);
}

test("a value is handed on before the list ends", async () => {
  expect((await readJsonValues(stalled(), "a.json").next()).value).toEqual([{ line: 1, value: "a" }]);
});

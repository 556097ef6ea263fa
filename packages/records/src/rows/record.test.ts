import fc from "fast-check";
import { NestvecError } from "@nestvec/core";
import { expect, test } from "vitest";
import { idOf, parseRecord, textOf } from "./record.ts";

const place = { file: "texts.jsonl", line: 7 };

test("a record's text is found in its field", () => {
  expect(textOf(parseRecord('{"text":"a","title":"b"}', place), "title", place)).toBe("b");
  expect(textOf(parseRecord('{"text":""}', place), "text", place)).toBe("");
});

test.each([
  ["{", "text", /no JSON/],
  ["[1]", "text", /a list/],
  ["null", "text", /null/],
  ['"text"', "text", /a text/],
  ["{}", "text", /no "text"/],
  ['{"text":3}', "text", /a number as "text"/],
  ['{"text":null}', "text", /null as "text"/],
  ["{}", "constructor", /no "constructor"/],
])("%s is LINE_INVALID with its file, line and field", (line, field, found) => {
  const read = (): string => textOf(parseRecord(line, place), field, place);
  expect(read).toThrow(found);
  expect(read).toThrow('"texts.jsonl", line 7');
});

test("any line gives a record or LINE_INVALID, and nothing else", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
      try {
        expect(typeof parseRecord(line, place)).toBe("object");
      } catch (error) {
        expect(NestvecError.is(error, "LINE_INVALID")).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

test("an id is kept as it is; null is none; a number that would be changed is refused", () => {
  expect(["a", "", 7, -1.5, true, ["b", 1]].map((id) => idOf({ id }, place))).toEqual(["a", "", 7, -1.5, true, ["b", 1]]);
  expect([{}, { id: null }, "a text"].map((row) => idOf(row, place))).toEqual([undefined, undefined, undefined]);
  const record = parseRecord('{"id":9007199254740993}', place);
  expect(() => idOf(record, place)).toThrow(/"texts\.jsonl", line 7: found a number as "id" that is too large/);
});

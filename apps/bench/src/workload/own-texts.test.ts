import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { NestvecError } from "@nestvec/core";
import { afterAll, expect, test } from "vitest";
import { readOwnTexts } from "./own-texts.ts";
import { thinned } from "./thinned.ts";

const folder = mkdtempSync(join(tmpdir(), "nestvec-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));
const fileOf = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const jsonLines = (...records: readonly unknown[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join("");

test("lines are texts, blank ones left out", async () => {
  const file = fileOf("plain.txt", "\uFEFFone\r\n\n  \ntwo\u2028and\nthree");
  expect(await readOwnTexts({ file })).toEqual({ name: "plain.txt", texts: ["one", "two\u2028and", "three"] });
});

test("JSON Lines have their text in a field: that which is named, else text", async () => {
  const content = jsonLines({ text: "a", title: "A" }, { text: "b", title: "B" });
  expect((await readOwnTexts({ file: fileOf("records.jsonl", content) })).texts).toEqual(["a", "b"]);
  expect((await readOwnTexts({ file: fileOf("records.txt", content), field: "title" })).texts).toEqual(["A", "B"]);
});

test("of many texts, as many as are wanted are taken over the whole file", async () => {
  const file = fileOf("many.txt", Array.from({ length: 100_000 }, (_, line) => `${line}`).join("\n"));
  const numbers = (await readOwnTexts({ file, most: 100 })).texts.map(Number);
  expect(numbers).toHaveLength(100);
  expect(numbers[0]).toBe(0);
  expect(numbers.at(-1)).toBeGreaterThan(97_000);
});

test("what is thinned stays in order and evenly spread", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(2000), (most, come) => {
      const few = thinned<number>(most);
      for (let item = 0; item < come; item++) few.add(item);
      const kept = few.kept();
      expect(kept).toHaveLength(Math.min(most, come));
      const steps = kept.slice(1).map((item, place) => item - (kept[place] ?? 0));
      // Two places of what is held, each a power of two apart, are never more than one step longer than two others.
      if (steps.length > 0) expect(Math.max(...steps) <= 2 * Math.min(...steps) && Math.min(...steps) > 0).toBe(true);
    }),
  );
});

test.each([
  [
    "a field that is not there",
    "a.jsonl",
    jsonLines({ text: "a" }, { body: "b", id: 1 }),
    2,
    /no "text" among its fields \("body", "id"\)/,
  ],
  ["a field that is no text", "b.jsonl", jsonLines({ text: 5 }), 1, /no text in "text"/],
  ["a line that is no JSON", "c.jsonl", `${jsonLines({ text: "a" })}\n{"text":`, 3, /no JSON object/],
  ["a list", "d.jsonl", jsonLines(["text"]), 1, /no JSON object/],
])("%s is LINE_INVALID with its line", async (_what, name, content, line, found) => {
  const error: unknown = await readOwnTexts({ file: fileOf(name, content) }).catch((problem: unknown) => problem);
  expect(NestvecError.is(error, "LINE_INVALID") && error.details.line).toBe(line);
  expect(String(error)).toMatch(found);
});

test("bytes that are not UTF-8 are refused with their line", async () => {
  const file = fileOf("latin.txt", Buffer.from([0x61, 0x0a, 0xe9, 0x0a]));
  await expect(readOwnTexts({ file })).rejects.toThrow("not UTF-8 text at line 2");
});

test.each([
  ["nothing", "empty.txt", ""],
  ["blank lines alone", "blank.jsonl", "\n \n"],
])("a file with %s is refused", async (_what, name, content) => {
  await expect(readOwnTexts({ file: fileOf(name, content) })).rejects.toThrow(/"--data" is .*has no text/);
});

test("a file that cannot be read says why, and an abort is one", async () => {
  await expect(readOwnTexts({ file: join(folder, "nowhere.txt") })).rejects.toThrow("it does not exist");
  await expect(readOwnTexts({ file: folder })).rejects.toThrow("it is a folder");
  const file = fileOf("aborted.txt", "a\n");
  await expect(readOwnTexts({ file, signal: AbortSignal.abort() })).rejects.toThrow("aborted");
});

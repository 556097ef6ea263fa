import fc from "fast-check";
import { NestvecError } from "@nestvec/core";
import { expect, test } from "vitest";
import { longestLineBytes, readLines, type Lines } from "./lines.ts";

async function* chunksOf(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((left, right) => left - right);
  for (const [index, place] of places.slice(1).entries()) yield bytes.subarray(places[index], place);
}

async function groupsOf(content: string | Uint8Array, cuts: readonly number[] = []): Promise<Lines[]> {
  const groups: Lines[] = [];
  for await (const group of readLines(chunksOf(Buffer.from(content as string), cuts), "file")) groups.push(group);
  return groups;
}

const linesOf = async (content: string | Uint8Array, cuts?: readonly number[]): Promise<string[]> =>
  (await groupsOf(content, cuts)).flatMap(({ lines }) => lines);

test("lines are those of a split, however the bytes are cut into chunks", async () => {
  const text = fc.array(fc.oneof(fc.constantFrom("\n", "\r\n", "é", "漢", "👋🏽", "\u2028", "\0"), fc.string({ unit: "grapheme" })), {
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(1000)), async (parts, cuts) => {
      const content = parts.join("");
      const split = content.split("\n");
      const last = split.pop()!;
      const expected = [...split.map((line) => line.replace(/\r$/, "")), ...(last === "" ? [] : [last])];
      const groups = await groupsOf(content, cuts);
      expect(groups.flatMap(({ lines }) => lines)).toEqual(expected);
      let number = 1;
      for (const { firstNumber, lines } of groups) {
        expect(firstNumber).toBe(number);
        number += lines.length;
      }
    }),
    { numRuns: 500 },
  );
});

test("an empty line is a line; a newline at the end starts none", async () => {
  expect(await linesOf("a\n\nb\n")).toEqual(["a", "", "b"]);
  expect(await linesOf("\n")).toEqual([""]);
  expect(await linesOf("")).toEqual([]);
  expect(await linesOf("a\nb")).toEqual(["a", "b"]);
});

test.each([
  ["an invalid byte", Buffer.from([0x61, 0x0a, 0x62, 0xff, 0x0a]), 2],
  ["a sequence cut short by a newline", Buffer.from([0x61, 0x0a, 0x0a, 0xc3, 0x0a, 0x62]), 3],
  ["a sequence cut short by the end", Buffer.from([0x61, 0x0a, 0xe6, 0xbc]), 2],
  ["an encoded surrogate", Buffer.from([0xed, 0xa0, 0x80]), 1],
])("%s is FILE_NOT_UTF8 with its line", async (_name, bytes, line) => {
  const error: unknown = await linesOf(bytes, [1, 3]).catch((problem: unknown) => problem);
  expect(NestvecError.is(error, "FILE_NOT_UTF8") && error.details).toEqual({ file: "file", line });
});

test("what was read before a bad line is handed on first", async () => {
  const lines: string[] = [];
  const reading = async (): Promise<void> => {
    const bytes = Buffer.concat([Buffer.from("good\n"), Buffer.from([0xff, 0x0a])]);
    for await (const group of readLines(chunksOf(bytes, [5]), "file")) lines.push(...group.lines);
  };
  await expect(reading()).rejects.toThrow("line 2");
  expect(lines).toEqual(["good"]);
});

test("a line of 10 MB is read as a whole", async () => {
  const line = "é".repeat(5_000_000);
  const cuts = Array.from({ length: 160 }, (_, index) => index * 65_537);
  const lines = await linesOf(`first\n${line}\nlast`, cuts);
  expect(lines.map(({ length }) => length)).toEqual([5, 5_000_000, 4]);
  expect(lines[1] === line).toBe(true);
});

test("a line without end is refused before memory runs out", async () => {
  let read = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    const chunk = Buffer.alloc(1024 * 1024, "a");
    for (;;) {
      read += chunk.length;
      yield chunk;
    }
  }
  const reading = readLines(endless(), "file").next();
  const error: unknown = await reading.catch((problem: unknown) => problem);
  expect(NestvecError.is(error, "LINE_INVALID") && error.details.line).toBe(1);
  expect(read).toBeLessThanOrEqual(longestLineBytes + 1024 * 1024);
});

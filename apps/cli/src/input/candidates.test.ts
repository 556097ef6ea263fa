import { NestvecError } from "@nestvec/core";
import type { QuerySpaces } from "@nestvec/core/vectors";
import { expect, test } from "vitest";
import { type CandidateBatch, readCandidates } from "./candidates.ts";

async function* oneChunk(content: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}

async function read(content: string, field?: string, spaces: QuerySpaces = { own: "s" }): Promise<CandidateBatch[]> {
  const all: CandidateBatch[] = [];
  const format = field === undefined ? "lines" : "jsonl";
  const input = { name: "file", chunks: oneChunk(content), bytes: undefined };
  for await (const batch of readCandidates(input, { file: "file", format, field }, spaces)) all.push(batch);
  return all;
}

const row = (embedding: unknown, space: unknown = "s", text?: string): string => JSON.stringify({ text, space, embedding });

test("lines are candidates, the empty ones too", async () => {
  const [batch] = await read("a\n\nb\n");
  expect(batch).toMatchObject({ firstIndex: 0, searched: { texts: ["a", "", "b"] } });
  expect(batch!.candidates.map(({ line }) => line)).toEqual([1, 2, 3]);
});

test("records with a text are candidates under their own line numbers", async () => {
  const [batch] = await read('{"title":"a"}\n\n{"title":"b"}\n', "title");
  expect(batch).toMatchObject({ searched: { texts: ["a", "b"] } });
  expect(batch!.candidates.map(({ line }) => line)).toEqual([1, 3]);
  expect(batch!.placeOf(1)).toBe('The file "file", line 3');
});

test("records with vectors are searched as vectors", async () => {
  const [batch] = await read(`${row([1, 0.5], "s", "a")}\n${row([0, -1])}\n`, "text");
  expect(batch!.searched).toEqual({ vectors: { data: Float32Array.of(1, 0.5, 0, -1), rows: 2, width: 2 } });
  expect(batch!.candidates.map(({ text }) => text)).toEqual(["a", undefined]);
});

test("vectors of the compatible space are searched where that is allowed, and the refusal says so where it is not", async () => {
  const spaces = { own: "s/int8", compatible: "s" };
  const [batch] = await read(`${row([1, 0.5])}\n${row([0, -1], "s/int8")}\n`, "text", { ...spaces, allowCompatible: true });
  expect(batch!.searched).toMatchObject({ vectors: { rows: 2 } });
  await expect(read(row([1, 0.5]), "text", spaces)).rejects.toThrow(/line 1: .*"s\/int8" .* "s" unless allowCompatible is true/);
  await expect(read(row([1, 0.5], "t"), "text", { ...spaces, allowCompatible: true })).rejects.toThrow(
    /cannot be compared with vectors of "t"\. /,
  );
});

test("many candidates come in batches that follow each other", async () => {
  const batches = await read(Array.from({ length: 150 }, (_, index) => `line ${index}\n`).join(""));
  expect(batches.map(({ firstIndex, candidates }) => [firstIndex, candidates.length])).toEqual([
    [0, 64],
    [64, 64],
    [128, 22],
  ]);
});

test.each([
  ["no space", '{"embedding":[1]}', 1, /without "space"/],
  ["a space that is no text", row([1], 3), 1, /a number as "space"/],
  ["an embedding that is no list", row("x"), 1, /a text as "embedding"/],
  ["an empty embedding", row([]), 1, /a list of 0/],
  ["something else than a number", row([1, "2"]), 1, /"2".* at place 1/],
  ["null, as JSON writes NaN", row([Number.NaN]), 1, /null at place 0/],
  ["a number that no float32 can hold", row([1e39]), 1, /at place 0/],
  ["another length than before", `${row([1, 2])}\n${row([1])}`, 2, /a list of 1 .*a list of 2/],
  ["a text among vectors", `${row([1, 2])}\n{"text":"a"}`, 2, /a text without a vector; it must be a vector/],
  ["a vector among texts", `{"text":"a"}\n${row([1, 2])}`, 2, /a vector; it must be a text/],
])("%s is LINE_INVALID with its line", async (_name, content, line, found) => {
  const error: unknown = await read(content, "text").catch((problem: unknown) => problem);
  expect(NestvecError.is(error, "LINE_INVALID") && error.details.line).toBe(line);
  expect(String(error)).toMatch(found);
});

test("a vector of another space than the query's is refused with both names and its line", async () => {
  const error: unknown = await read(`${row([1])}\n\n${row([1], "other")}`, "text").catch((problem: unknown) => problem);
  expect(NestvecError.is(error, "SPACE_MISMATCH") && error.details).toEqual({ left: "s", right: "other" });
  expect(String(error)).toMatch(/^NestvecError: The file "file", line 3: Vectors of the space "s" cannot be compared .* "other"/);
});

test("vectors of another length in a later batch are refused with their line", async () => {
  const rows = Array.from({ length: 65 }, (_, index) => row(index < 64 ? [1, 2] : [1]));
  await expect(read(rows.join("\n"), "text")).rejects.toThrow('"file", line 65: found a list of 1');
});

import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { NestvecError } from "@nestvec/core";
import { expect, test } from "vitest";
import { formatOfName } from "./format.ts";
import { type LocatedRow, readRows, type RowsRequest } from "./rows.ts";

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function located(bytes: string | Uint8Array, request: Partial<RowsRequest> = {}, size = 1000): Promise<LocatedRow[]> {
  const file = request.file ?? "file";
  const all: LocatedRow[] = [];
  const whole = Buffer.from(bytes as string);
  let read = 0;
  for await (const { rows, bytesRead } of readRows(chunksOf(whole, size), { format: formatOfName(file), ...request, file })) {
    expect(bytesRead).toBeGreaterThanOrEqual(read);
    expect(bytesRead).toBeLessThanOrEqual(whole.length);
    read = bytesRead;
    all.push(...rows);
  }
  return all;
}

const rows = async (...args: Parameters<typeof located>): Promise<unknown[]> => (await located(...args)).map(({ row }) => row);
const failure = async (...args: Parameters<typeof located>): Promise<unknown> => located(...args).catch((caught: unknown) => caught);

const texts = ["Snow in May", "naïve café 🪆", "", "漢字"];
const bigEndian = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();
const encodings: readonly (readonly [name: string, encode: (text: string) => Uint8Array])[] = [
  ["UTF-8", (text) => Buffer.from(text)],
  ["UTF-8 with its mark", (text) => Buffer.from(`\uFEFF${text}`)],
  ["UTF-16LE with its mark", (text) => Buffer.from(`\uFEFF${text}`, "utf16le")],
  ["UTF-16BE with its mark", (text) => bigEndian(`\uFEFF${text}`)],
  ["UTF-16LE", (text) => Buffer.from(text, "utf16le")],
  ["UTF-16BE", bigEndian],
  ["gzip", (text) => gzipSync(text)],
  ["gzip in two members", (text) => Buffer.concat([gzipSync(text.slice(0, 5)), gzipSync(text.slice(5))])],
  ["gzip of UTF-16LE with its mark", (text) => gzipSync(Buffer.from(`\uFEFF${text}`, "utf16le"))],
];
const objects = texts.map((text, id) => ({ id, text }));
const cells = objects.map(({ id, text }) => ({ id: String(id), text }));
const files: readonly (readonly [file: string, content: string, expected: readonly unknown[]])[] = [
  ["a.txt", texts.join("\n"), texts],
  ["a.txt", texts.map((text) => `${text}\r\n`).join(""), texts],
  ["a.txt", texts.map((text) => `${text}\r`).join(""), texts],
  ["a.jsonl", objects.map((row) => JSON.stringify(row)).join("\n"), objects],
  ["a.NDJSON", objects.map((row) => JSON.stringify(row)).join("\r\n\r\n"), objects],
  ["a.json", JSON.stringify(texts, undefined, 2), texts],
  ["a.json", JSON.stringify(objects), objects],
  ["a.json", objects.map((row) => JSON.stringify(row)).join("\n"), objects],
  ["a.csv", `id,text\n${objects.map(({ id, text }) => `${id},"${text}"\n`).join("")}`, cells],
  ["a.csv", `id;text\r\n${objects.map(({ id, text }) => `${id};${text}\r\n`).join("")}`, cells],
  ["a.tsv", `id\ttext\n${objects.map(({ id, text }) => `${id}\t${text}\n`).join("")}`, cells],
];

test.each(
  encodings.flatMap(([name, encode]) => files.map(([file, content, expected]) => [name, file, content, encode, expected] as const)),
)("%s: %s of %j is read as what it is, in chunks of any size", async (_name, file, content, encode, expected) => {
  for (const size of [1, 2, 7, 10_000]) expect(await rows(encode(content), { file }, size)).toEqual(expected);
  expect(await rows(encode(content), { file: `${file}.gz` })).toEqual(expected);
});

test("an empty file of every format has no rows", async () => {
  for (const file of ["a.txt", "a.jsonl", "a.json", "a.csv", "a.tsv"]) expect(await rows("", { file })).toEqual([]);
  expect(await rows("\uFEFF", { file: "a.txt" })).toEqual([]);
  expect(await rows("[]", { file: "a.json" })).toEqual([]);
});

test("a CR within a line of a file with other line ends stays", async () => {
  expect(await rows("one\rand\ntwo\r\nthree\rmore", {}, 9)).toEqual(["one\rand", "two", "three\rmore"]);
  expect(await rows("one\r\ntwo\rmore\r\n", {}, 4)).toEqual(["one", "two\rmore"]);
});

test("lines that would be JSON are refused, unless they are said to be lines", async () => {
  for (const content of ['{"text":"a"}\n', '[\n"a"]', '["a","b"]', '\n {"a":1}\n']) {
    const error = await failure(content);
    expect(NestvecError.is(error, "LINE_INVALID") && error.details.found).toBe("JSON");
    expect(await rows(content, { format: "lines" })).toEqual(content.replace(/\n$/, "").split("\n"));
  }
  expect(await rows("[a] {b}\n{c\n")).toEqual(["[a] {b}", "{c"]);
});

test.each([
  ["Parquet", Buffer.from("PAR1...."), /found Parquet/],
  ["a spreadsheet", Buffer.from([0x50, 0x4b, 3, 4, 20, 0]), /ZIP archive \(\.zip, \.xlsx/],
  ["NumPy", Buffer.from("\x93NUMPY\x01\x00", "latin1"), /NumPy/],
  ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]), /UTF-32/],
  ["Zstandard", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]), /Zstandard/],
  ["texts parted by zeros", Buffer.from("one line\nand\0two\0"), /line 2: found a NUL byte/],
  ["half a surrogate in UTF-16", Buffer.from([0xff, 0xfe, 0x61, 0, 0x0a, 0, 0x3d, 0xd8, 0x61, 0]), /half a character of UTF-16/],
  ["damaged gzip", gzipSync("a text that is long enough").subarray(0, 25), /its gzip data is damaged or cut short/],
  ["bytes behind gzip", Buffer.concat([gzipSync("a text"), Buffer.from("more")]), /its gzip data is damaged/],
])("%s is refused by name", async (_name, bytes, found) => {
  expect(String(await failure(bytes))).toMatch(found);
});

const bad = (start: string): Uint8Array => Buffer.concat([Buffer.from(start), Buffer.from([0xe6, 0xbc]), Buffer.from('"}\n')]);

test("bytes that are not UTF-8 are told with their line in every format, through chunks of any size", async () => {
  const contents: Readonly<Record<string, string>> = {
    txt: "é\nb",
    jsonl: '{"text":"é"}\n{"text":"',
    json: '[{"text":"é"},\n{"text":"',
    csv: "text\né",
  };
  for (const [ending, start] of Object.entries(contents)) {
    for (const size of [1, 3, 1000]) {
      const error = await failure(bad(start), { file: `a.${ending}` }, size);
      expect(NestvecError.is(error, "FILE_NOT_UTF8") && error.details).toEqual({ file: `a.${ending}`, line: 2 });
    }
  }
});

test("a place in a compressed file is named as one", async () => {
  expect(String(await failure(gzipSync("a\nb"), { file: "a.jsonl.gz" }))).toContain('The file "a.jsonl.gz (gzip)", line 1: found no JSON');
});

test("any bytes give rows or an error of ours, in every format", async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...'[{"a":1,]}\\\n\r;,\tx') }).map((text) => Buffer.from(text)),
  );
  await fc.assert(
    fc.asyncProperty(
      bytes,
      fc.constantFrom("txt", "jsonl", "json", "csv", "tsv"),
      fc.integer({ min: 1, max: 20 }),
      async (content, ending, size) => {
        const error = await located(content, { file: `a.${ending}` }, size).then(
          () => undefined,
          (caught: unknown) => caught,
        );
        expect(error === undefined || NestvecError.is(error)).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});

async function* endless(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("[");
  for (let index = 0; ; index++) yield Buffer.from(`{"text":"${index}"},`);
}

test("memory does not grow: of a list without end, the first rows come", async () => {
  let count = 0;
  for await (const group of readRows(endless(), { file: "a.json", format: "json" })) if ((count += group.rows.length) >= 1000) break;
  expect(count).toBe(1000);
});

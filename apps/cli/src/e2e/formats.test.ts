import { readFile, readdir, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { objectsOf, runCli, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();
const model = ["--model", tinyModel, "--layer", "2"];

const piped = async (input: string, ...args: readonly string[]): Promise<unknown[]> =>
  objectsOf((await runCli(["embed", ...model, ...args], { input })).stdout).map(({ text }) => text);
const ids = (lines: string): unknown[] => objectsOf(lines).map(({ id, text }) => [id, text]);

test("rows of every format are read by embed, tokenize and search alike, and keep their ids", async () => {
  const expected = [
    [1, "Snow\nin May"],
    [1, 'a "quiet" week'],
  ];
  const rows = expected.map(([id, text]) => ({ id, text }));
  await writeFile(folder.path("a.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
  await writeFile(folder.path("a.json"), JSON.stringify(rows));
  await writeFile(folder.path("a.csv"), 'id,text\n1,"Snow\nin May"\n1,"a ""quiet"" week"\n');
  await writeFile(folder.path("a.tsv.gz"), gzipSync('id\ttext\n1\t"Snow\nin May"\n1\t"a ""quiet"" week"\n'));
  for (const name of await readdir(folder.path())) {
    const found = /csv|tsv/.test(name) ? expected.map(([id, text]) => [String(id), text]) : expected;
    const file = folder.path(name);
    expect(ids((await runCli(["embed", "--file", file, ...model])).stdout)).toEqual(found);
    expect(ids((await runCli(["tokenize", "--file", file, "--model", tinyModel])).stdout)).toEqual(found);
    expect(ids((await runCli(["search", "Snow\nin May", "--file", file, ...model])).stdout)).toEqual(found);
  }
});

test("piped rows are read in the format that is named, and another field can hold the text", async () => {
  expect(await piped("name,text\na,no\n", "--input-format", "csv", "--field", "name")).toEqual(["a"]);
  expect(await piped("name\ttext\na\tb\n", "--input-format", "tsv")).toEqual(["b"]);
  expect(await piped('["a","b"]', "--input-format", "json")).toEqual(["a", "b"]);
  expect(await piped('{"text":"a"}\n', "--input-format", "jsonl")).toEqual(["a"]);
  expect(await piped('{"text":"a"}\n', "--input-format", "lines")).toEqual(['{"text":"a"}']);
});

test.each([
  [
    "JSON piped in as lines",
    ["--file", "-"],
    '{"text":"a"}\n',
    65,
    /line 1: found JSON; it must be a text; .* lines, jsonl, json, csv, tsv/,
  ],
  ["a field of lines", ["--input-format", "lines", "--field", "text"], "a\n", 2, /"--field" is given beside lines/],
  ["a format beside texts", ["a", "--input-format", "csv"], "", 2, /"--input-format" is given beside texts/],
  ["a format that is none", ["--input-format", "xml"], "", 2, /Allowed choices are lines, jsonl, json, csv, tsv/],
  ["a column that is not there", ["--input-format", "csv"], "name\na\n", 65, /line 1: found a heading with the column "name"; it must/],
  ["a spreadsheet", ["--file", "-"], "PK\u0003\u0004....", 65, /found a ZIP archive/],
] as const)("%s is an error that says so", async (_name, args, input, code, sentence) => {
  const result = await runCli(["embed", ...args, ...model], { input });
  expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: "" });
  expect(result.stderr).toMatch(sentence);
});

test("what the vectors of an npy file are is written beside it, and an older one is replaced", async () => {
  const output = folder.path("a.npy");
  await writeFile(`${output}.json`, "older");
  await runCli(["embed", "a", "b", ...model, "--dimension", "32", "--no-normalize", "--output", output]);
  const { space, ...made } = JSON.parse(await readFile(`${output}.json`, "utf8")) as Record<string, unknown>;
  expect(space).toContain("tiny-modernbert");
  const cut = { model: "tiny-modernbert", layer: 2, dimension: 32, rows: 2 };
  expect(made).toEqual({ ...cut, normalized: false, prompt: null, truncated: 0 });
});

test("an error while an npy file is written leaves neither it nor what stands beside it", async () => {
  await writeFile(folder.path("a.jsonl"), '{"text":"a"}\n{"title":"b"}\n');
  const { code } = await runCli(["embed", "--file", folder.path("a.jsonl"), ...model, "--output", folder.path("a.npy")]);
  expect(code).toBe(65);
  expect(await readdir(folder.path())).toEqual(["a.jsonl"]);
});

test("--quiet leaves out the last line, and no input is 0 texts", async () => {
  expect((await runCli(["embed", "a", "--quiet", ...model])).stderr).toBe("");
  expect((await runCli(["embed", ...model])).stderr).toMatch(/^nestvec: embedded 0 texts in /);
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readStsb } from "./stsb.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nestvec-"));
});
afterEach(() => rm(folder, { recursive: true }));

const head = "split\tgenre\tdataset\tyear\tsid\tscore\tsentence1\tsentence2";
const row = (split: string, score: string, left: string, right: string): string =>
  `${split}\tnews\tMSRpar\t2012test\t0001\t${score}\t${left}\t${right}`;

const rows = [
  head,
  row("train", "5.000", "a", "b"),
  row("test", "3.800", 'He said "no', "He said no"),
  row("dev", "1", "c", "d"),
  row("test", "0", "e", "f"),
];
const testPairs = [
  { left: 'He said "no', right: "He said no", score: 3.8 },
  { left: "e", right: "f", score: 0 },
];

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

test.each(["\r\n", "\n"])("one split of the one file, by its path or its folder, lines ended by %j", async (end) => {
  const file = await write("stsbenchmark.tsv.gz", gzipSync(rows.join(end) + end));
  expect(await readStsb(file, "test")).toEqual(testPairs);
  expect(await readStsb(folder, "test")).toEqual(testPairs);
  const unpacked = await write("anything.tsv", rows.join(end));
  expect(await readStsb(unpacked, "test")).toEqual(testPairs);
});

test("the original's files have no head, and sources after some texts", async () => {
  const lines = rows.slice(1).flatMap((line) => (line.startsWith("test") ? [`${line.slice(5)}\thttp://a.source`] : []));
  const file = await write("sts-test.csv", `${lines.join("\n")}\n`);
  expect(await readStsb(folder, "test")).toEqual(testPairs);
  expect(await readStsb(file, "test")).toEqual(testPairs);
  await expect(readStsb(folder, "dev")).rejects.toMatchObject({
    code: "FILE_NOT_READABLE",
    details: { problem: "the folder has none of stsbenchmark.tsv.gz, stsbenchmark.tsv, sts-dev.csv" },
  });
});

test.each([
  ["another table", ["text\tcategory"], 1, '"text\\tcategory"'],
  ["nothing at all", [], 1, '""'],
  ["a score out of range", [...rows, row("test", "50", "g", "h")], 6, 'the score "50"'],
  ["a score that is none", [...rows, row("test", "", "g", "h")], 6, 'the score ""'],
  ["half a row", [...rows, "test\tnews\tMSRpar"], 6, "3 columns, or an empty text"],
  ["an empty text", [...rows, row("test", "1", "g", " ")], 6, "8 columns, or an empty text"],
])("%s is refused with its line", async (_what, lines, line, found) => {
  const file = await write("stsbenchmark.tsv", lines.join("\r\n"));
  await expect(readStsb(file, "test")).rejects.toMatchObject({ code: "LINE_INVALID", details: { file, line, found } });
});

test("a split that is not there is refused", async () => {
  const file = await write("stsbenchmark.tsv", rows.join("\n"));
  await expect(readStsb(file, "dev")).rejects.toMatchObject({
    code: "FILE_NOT_READABLE",
    details: { problem: 'it has 1 pairs of the split "dev", and at least 2 are needed' },
  });
});

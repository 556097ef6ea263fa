import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPairs } from "./pairs.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nestvec-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(content: string): Promise<string> {
  const file = join(folder, "pairs.tsv");
  await writeFile(file, content);
  return file;
}

const scored = {
  kind: "scored",
  pairs: [
    { left: "a", right: 'b "c', score: 0.5 },
    { left: "d", right: "e", score: -1e-3 },
  ],
};

test.each([
  ['a\tb "c\t0.5\nd\te\t-1e-3\n'],
  ['left\tright\tscore\r\na\tb "c\t .5\r\n\r\nd\te\t-.001\r\n \n'],
  ['\uFEFFa\tb "c\t0.5\nd\te\t-1E-3'],
])("pairs with scores, with or without a head: %j", async (content) => {
  expect(await readPairs(await written(content))).toEqual(scored);
});

test("with two columns, every line is a query and its answer", async () => {
  expect(await readPairs(await written("query\tanswer\n1\t2\n"))).toEqual({
    kind: "answered",
    pairs: [
      { query: "query", answer: "answer" },
      { query: "1", answer: "2" },
    ],
  });
});

test.each([
  ["a\tb\t1\nc\td\n", 2, "2 columns", "3 columns, as the first line"],
  ["a\tb\nc\td\t1\n", 2, "3 columns", "2 columns, as the first line"],
  ["a,b,1\n", 1, "1 column", "TEXT tab TEXT tab SCORE, or QUERY tab ANSWER"],
  ["a\tb\t1\tx\n", 1, "4 columns", "TEXT tab TEXT tab SCORE, or QUERY tab ANSWER"],
  ["a\tb\t1\n\nc\td\t0,5\n", 3, 'the score "0,5"', "a number such as 0.8"],
  ["a\tb\t1\nc\td\t\n", 2, 'the score ""', "a number such as 0.8"],
  ["a\tb\t1\nc\td\tInfinity\n", 2, 'the score "Infinity"', "a number such as 0.8"],
  ["head\thead\tscore\nhead\thead\tscore\n", 2, 'the score "score"', "a number such as 0.8"],
  ["a\tb\nc\t \n", 2, "an empty text", "two texts"],
  ["a\tb\t1\nc\td\t1\n", 2, "the score 1, as on every line", "scored differently somewhere, since equal scores say nothing of an order"],
])("%j is refused with its line", async (content, line, found, expected) => {
  const file = await written(content);
  await expect(readPairs(file)).rejects.toMatchObject({ code: "LINE_INVALID", details: { file, line, found, expected } });
});

test.each(["", "\n\n", "a\tb\n", "a\tb\t1\n", "left\tright\tscore\n"])("%j is too little", async (content) => {
  await expect(readPairs(await written(content))).rejects.toMatchObject({ code: "FILE_NOT_READABLE" });
});

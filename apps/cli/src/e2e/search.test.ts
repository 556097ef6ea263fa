import { readFile, rm, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { objectsOf, runCli, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();
const questions = [
  "How do I change my PIN?",
  "The weather is lovely today.",
  "Why was my card declined?",
  "I would like a refund for my order.",
  "",
  "A dog is chasing a ball.",
];
const query = "how can I get my money back";

async function search(...args: readonly string[]): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await runCli(["search", query, ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return objectsOf(stdout);
}

test("lines are found by meaning, best first, with their line numbers", async () => {
  await writeFile(folder.path("questions.txt"), questions.join("\n"));
  const found = await search("--file", folder.path("questions.txt"), "--top", "3");
  expect(found).toHaveLength(3);
  expect(found[0]).toMatchObject({ index: 3, line: 4, text: questions[3], layer: 6, dimension: 384 });
  const similarities = found.map(({ similarity }) => similarity as number);
  expect(similarities).toEqual(similarities.toSorted((left, right) => right - left));
  expect((await search("--file", folder.path("questions.txt"), "--top", "100")).length).toBe(questions.length);
});

test("candidates can be piped in, or be a field of JSON Lines", async () => {
  const piped = await runCli(["search", query, "--top", "2"], { input: questions.join("\n") });
  await writeFile(folder.path("questions.jsonl"), questions.map((question) => JSON.stringify({ question })).join("\n"));
  const field = await search("--file", folder.path("questions.jsonl"), "--field", "question", "--top", "2");
  expect(objectsOf(piped.stdout)).toEqual(field);
});

test("vectors that embed wrote are searched with the same answer, and with a cheaper query", async () => {
  await writeFile(folder.path("questions.txt"), questions.join("\n"));
  await runCli(["embed", "--file", folder.path("questions.txt"), "--output", folder.path("stored.jsonl")]);
  const fromTexts = await search("--file", folder.path("questions.txt"));
  const fromVectors = await search("--file", folder.path("stored.jsonl"));
  for (const [rank, { similarity, ...rest }] of fromVectors.entries()) {
    const { similarity: expected, ...others } = fromTexts[rank]!;
    expect(rest).toEqual(others);
    // Alone or in another batch, float32 differs by some 1e-7.
    expect(similarity).toBeCloseTo(expected as number, 5);
  }
  const [best] = await search("--file", folder.path("stored.jsonl"), "--layer", "3", "--dimension", "64");
  expect(best).toMatchObject({ index: 3, text: questions[3], layer: 3, dimension: 64 });
});

test("vectors of an npy file are searched by the space that is written beside it", async () => {
  const rows = questions.map((text, place) => ({ id: `q${place}`, text }));
  await writeFile(folder.path("questions.json"), JSON.stringify(rows));
  const stored = folder.path("stored.npy");
  await runCli(["embed", "--file", folder.path("questions.json"), "--dimension", "64", "--output", stored]);
  const fromTexts = await search("--file", folder.path("questions.json"), "--dimension", "64");
  expect(fromTexts[0]).toMatchObject({ index: 3, id: "q3", text: questions[3] });
  const fromVectors = await search("--file", stored);
  expect(fromVectors.map(({ index }) => index)).toEqual(fromTexts.map(({ index }) => index));
  expect(fromVectors[0]).toEqual({
    ...fromVectors[0],
    index: 3,
    line: null,
    text: null,
    layer: 6,
    dimension: 64,
    space: fromTexts[0]!["space"],
  });
  expect(fromVectors[0]!["similarity"]).toBeCloseTo(fromTexts[0]!["similarity"] as number, 5);

  const other = await runCli(["search", query, "--file", stored, "--model", tinyModel]);
  expect({ code: other.code, stdout: other.stdout }).toEqual({ code: 65, stdout: "" });
  expect(other.stderr).toMatch(
    /^nestvec: The file "[^"]+stored\.npy": Vectors of the space "[^"]+" cannot be compared with vectors of "nestvec-mini-/,
  );
  const beside = await readFile(`${stored}.json`, "utf8");
  await writeFile(`${stored}.json`, beside.replace('"rows": 6', '"rows": 7'));
  expect((await runCli(["search", query, "--file", stored])).stderr).toMatch(/has 6 rows of 64 numbers, but .* is of 7 rows of 64/);
  await rm(`${stored}.json`);
  const unknown = await runCli(["search", query, "--file", stored]);
  expect({ code: unknown.code, stdout: unknown.stdout }).toEqual({ code: 66, stdout: "" });
  expect(unknown.stderr).toContain(
    `the space of its vectors is unknown: "${stored}.json", which nestvec embed writes beside it, is not there`,
  );
});

test("vectors of another model are refused with both names", async () => {
  await writeFile(folder.path("questions.txt"), questions.join("\n"));
  const stored = folder.path("stored.jsonl");
  await runCli(["embed", "--model", tinyModel, "--file", folder.path("questions.txt"), "--output", stored]);
  const { code, stdout, stderr } = await runCli(["search", query, "--file", stored]);
  expect({ code, stdout }).toEqual({ code: 65, stdout: "" });
  const { space } = objectsOf(await readFile(stored, "utf8"))[0]!;
  expect(stderr).toContain(String(space));
  expect(stderr).toContain(`nestvec: The file "${stored}", line 1: Vectors of the space`);
});

test("stored vectors shorter than the query's are compared by the numbers that both have", async () => {
  await writeFile(folder.path("questions.txt"), questions.join("\n"));
  const stored = folder.path("stored.jsonl");
  await runCli(["embed", "--file", folder.path("questions.txt"), "--dimension", "64", "--output", stored]);
  const [best] = await search("--file", stored, "--top", "1");
  expect(best).toMatchObject({ index: 3, dimension: 64 });
  const [same] = await search("--file", stored, "--top", "1", "--dimension", "64");
  expect(best).toEqual(same);
});

test("the file's texts may have an exit and a prompt of their own where exits share a space; its vectors may not", async () => {
  const input = questions.join("\n");
  await writeFile(folder.path("questions.txt"), input);
  const stored = folder.path("stored.jsonl");
  await runCli(["embed", "--file", folder.path("questions.txt"), "--output", stored]);
  const cheap = ["--layer", "3", "--top", "6"];
  const mixed = await search("--file", folder.path("questions.txt"), ...cheap, "--candidate-layer", "6", "--no-candidate-prompt");
  const fromVectors = await search("--file", stored, ...cheap);
  expect(mixed.map(({ index }) => index)).toEqual(fromVectors.map(({ index }) => index));
  // Of the same layers on both sides: float32 in another order differs by some 1e-7.
  for (const [rank, { similarity }] of mixed.entries()) expect(similarity).toBeCloseTo(fromVectors[rank]!["similarity"] as number, 5);

  const unheard = await runCli(["search", query, "--file", stored, "--candidate-layer", "6"]);
  expect({ code: unheard.code, stdout: unheard.stdout }).toEqual({ code: 2, stdout: "" });
  expect(unheard.stderr).toContain('"--candidate-layer" is given; it must be left out');
  const apart = await runCli(["search", query, "--model", tinyModel, "--layer", "2", "--candidate-layer", "6"], { input });
  expect({ code: apart.code, stdout: apart.stdout }).toEqual({ code: 65, stdout: "" });
  expect(apart.stderr).toMatch(/layer-2.* cannot be compared with .*layer-6/);
});

test("equal candidates are found in their order, also across batches", async () => {
  const { stdout } = await runCli(["search", "same", "--model", tinyModel, "--layer", "2", "--top", "4", "--format", "json"], {
    input: "same\n".repeat(1000),
  });
  expect((JSON.parse(stdout) as { index: number }[]).map(({ index }) => index)).toEqual([0, 1, 2, 3]);
});

test("no candidates give no matches", async () => {
  expect(await runCli(["search", query])).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
});

test("a table shows similarity, line and text", async () => {
  const { stdout } = await runCli(["search", query, "--format", "table", "--top", "1"], { input: questions.join("\n") });
  expect(stdout).toMatch(/^similarity {2}line {2}text\n─+\n +0\.\d{4} {5}4 {2}I would like a refund for my order\.\n$/);
});

test("a cascade compares all lines at a first exit and the best at a deeper one, and says how many", async () => {
  await writeFile(folder.path("questions.txt"), questions.join("\n"));
  const file = ["--file", folder.path("questions.txt")];
  const { code, stdout, stderr } = await runCli(["search", query, ...file, "--cascade", "2/64:0.5,6", "--top", "2"]);
  expect(code).toBe(0);
  const found = objectsOf(stdout);
  expect(found).toHaveLength(2);
  expect(found[0]).toMatchObject({ index: 3, line: 4, text: questions[3], layer: 6, dimension: 384 });
  expect(stderr.replace(/in [\d.]+ s/, "in 0 s")).toBe(
    "nestvec: compared 6 texts at layer 2 by 64 numbers (6 computed, 0 resumed), 3 texts at layer 6 by 384 numbers (3 computed, 0 resumed) in 0 s.\n",
  );
});

test.each([
  [["--cascade", "2-6"], "such as 6/64:0.2,22"],
  [["--cascade", "2,6"], `"cascade[0].keep" is missing`],
  [["--cascade", "2:0.5,6", "--layer", "6"], `"layer" is 6; it must be left out beside a cascade`],
  [["--cascade", "2:0.5,5"], "has no layer 5"],
])("%j is refused", async (options, message) => {
  await writeFile(folder.path("questions.txt"), questions.join("\n"));
  const { code, stdout, stderr } = await runCli(["search", query, "--file", folder.path("questions.txt"), ...options]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
});

test("a cascade over vectors is refused, and names a text that is too long by its line", async () => {
  await writeFile(folder.path("questions.txt"), [...questions, "a long one ".repeat(200)].join("\n"));
  await runCli(["embed", "--file", folder.path("questions.txt"), "--output", folder.path("stored.jsonl")]);
  const steps = ["--cascade", "2:0.5,6", "--truncate", "none"];
  const stored = await runCli(["search", query, "--file", folder.path("stored.jsonl"), ...steps]);
  expect(stored.code).toBe(2);
  expect(stored.stderr).toContain('"--cascade" is given; it must be left out where a file of vectors is searched');
  const long = await runCli(["search", query, "--file", folder.path("questions.txt"), ...steps]);
  expect(long.code).toBe(65);
  expect(long.stderr).toMatch(/questions\.txt", line 7: the text has 602 tokens/);
});

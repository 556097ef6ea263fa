import { readFile, readdir, writeFile } from "node:fs/promises";
import { loadModel } from "@nestvec/runtime-node";
import { expect, test } from "vitest";
import { objectsOf, runCli, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";
import { parseNpy } from "../testing/parse-npy.ts";

const folder = freshFolder();
const texts = ["A cat sat on the mat.", "", "Zwölf Boxkämpfer jagen Viktor\tquer über den Sylter Deich 👋🏽"];

test("JSON Lines hold what the library gives, with the documented keys", async () => {
  await using embedder = await loadModel();
  const expected = await embedder.embed(texts, { layer: 3, dimension: 64 });
  const { code, stdout, stderr } = await runCli(["embed", ...texts, "--layer", "3", "--dimension", "64"]);
  const space = `layer 3, dimension 64, space "${expected.space}"`;
  expect(code).toBe(0);
  expect(stderr).toMatch(new RegExp(`^nestvec: embedded 3 texts in \\d+\\.\\d\\d s: ${space}\\.\\n$`));
  const objects = objectsOf(stdout);
  expect(objects.map((object) => Object.keys(object))).toEqual(
    texts.map(() => ["index", "text", "layer", "dimension", "tokens", "truncated", "space", "prompt", "embedding"]),
  );
  for (const [index, text] of texts.entries()) {
    const { embedding, ...rest } = objects[index]!;
    const made = { layer: 3, dimension: 64, tokens: expected.tokens[index], truncated: false, space: expected.space, prompt: null };
    expect(rest).toEqual({ index, text, ...made });
    // The same process on the same batch: the same bits.
    expect(Float32Array.from(embedding as number[])).toEqual(expected.vectors[index]);
  }
});

test("every format holds the same vectors", async () => {
  await writeFile(folder.path("texts.txt"), texts.join("\n"));
  const args = ["embed", "--file", folder.path("texts.txt"), "--model", tinyModel, "--layer", "4", "--dimension", "16"];
  const lines = await runCli([...args, "--format", "jsonl"]);
  const list = await runCli([...args, "--format", "json"]);
  const table = await runCli([...args, "--format", "table"]);
  const npy = await runCli([...args, "--output", folder.path("vectors.npy")]);
  expect([lines, list, table, npy].map(({ code }) => code)).toEqual([0, 0, 0, 0]);

  const objects = objectsOf(lines.stdout);
  expect(JSON.parse(list.stdout)).toEqual(objects);
  const { shape, data } = parseNpy(await readFile(folder.path("vectors.npy")));
  expect(shape).toEqual([3, 16]);
  expect(data).toEqual(Float32Array.from(objects.flatMap(({ embedding }) => embedding as number[])));
  expect(table.stdout).toMatch(/index {2}text .* tokens {2}truncated {2}first numbers/);
  expect(table.stdout).toContain("Zwölf Boxkämpfer jagen Viktor quer");
  expect(table.stdout).toContain((objects[0]!["embedding"] as number[])[0]!.toFixed(4));
  expect(table.stdout.trimEnd().split("\n").at(-1)).toContain("layer 4, 16 numbers a text, space ");
});

test("texts are arguments, piped lines, a file of lines or JSON Lines", async () => {
  await writeFile(folder.path("a.txt"), "\uFEFFone\r\n\r\nthree");
  await writeFile(folder.path("a.jsonl"), '{"text":"one"}\n\n{"text":""}\n{"text":"three"}\n');
  await writeFile(folder.path("a.data"), '{"title":"one"}\n{"title":""}\n{"title":"three","text":"no"}\n');
  const runs = await Promise.all([
    runCli(["embed", "one", "", "three", "--model", tinyModel]),
    runCli(["embed", "--model", tinyModel], { input: "one\n\nthree\n" }),
    runCli(["embed", "--model", tinyModel, "--file", "-"], { input: "one\n\nthree" }),
    runCli(["embed", "--model", tinyModel, "--file", folder.path("a.txt")]),
    runCli(["embed", "--model", tinyModel, "--file", folder.path("a.jsonl")]),
    runCli(["embed", "--model", tinyModel, "--file", folder.path("a.data"), "--field", "title"]),
  ]);
  for (const { code, stdout } of runs) {
    expect(code).toBe(0);
    expect(objectsOf(stdout).map(({ text }) => text)).toEqual(["one", "", "three"]);
    expect(stdout).toBe(runs[0].stdout);
  }
});

test.each([
  ["out.jsonl", ["out.jsonl"], (content: Buffer) => objectsOf(content.toString()).length],
  ["out.json", ["out.json"], (content: Buffer) => (JSON.parse(content.toString()) as unknown[]).length],
  ["out.npy", ["out.npy", "out.npy.json"], (content: Buffer) => parseNpy(content).shape[0]],
])("the name %s decides the format; 150 texts are all there; nothing else is left", async (name, files, count) => {
  const input = Array.from({ length: 150 }, (_, index) => `text ${index}\n`).join("");
  const { code, stdout, stderr } = await runCli(["embed", "--model", tinyModel, "--layer", "2", "--quiet", "--output", folder.path(name)], {
    input,
  });
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
  expect((await readdir(folder.path())).toSorted()).toEqual(files);
  expect(count(await readFile(folder.path(name)))).toBe(150);
});

test("no texts give no vectors, in every format", async () => {
  expect((await runCli(["embed", "--model", tinyModel])).stdout).toBe("");
  expect(JSON.parse((await runCli(["embed", "--model", tinyModel, "--format", "json"])).stdout)).toEqual([]);
  await runCli(["embed", "--model", tinyModel, "--dimension", "32", "--output", folder.path("none.npy")]);
  expect(parseNpy(await readFile(folder.path("none.npy"))).shape).toEqual([0, 32]);
});

test("vectors have length 1 unless --no-normalize", async () => {
  expect(await lengthWith()).toBeCloseTo(1, 5);
  expect(await lengthWith("--normalize")).toBeCloseTo(1, 5);
  expect(Math.abs((await lengthWith("--no-normalize")) - 1)).toBeGreaterThan(0.01);
});

async function lengthWith(...options: readonly string[]): Promise<number> {
  const { stdout } = await runCli(["embed", "some text", "--dimension", "64", ...options]);
  return Math.hypot(...(objectsOf(stdout)[0]!["embedding"] as number[]));
}

test("NESTVEC_MODEL names the model, and --model goes before it", async () => {
  const environment = { NESTVEC_MODEL: tinyModel };
  expect((await runCli(["info"], { environment })).stdout).toContain("tiny-modernbert");
  expect((await runCli(["info", "--model", "nestvec-mini"], { environment })).stdout).toContain("nestvec-mini");
  expect((await runCli(["info"], { environment: { NESTVEC_MODEL: "" } })).stdout).toContain("nestvec-mini");
});

test("a folder of any name has the prompts of the repository that it is said to be", async () => {
  const parameters = ["info", "--model", tinyModel, "--repository", "intfloat/e5-small-v2", "--format", "json"];
  expect(JSON.parse((await runCli(parameters)).stdout)).toMatchObject({ prompts: { query: "query: ", document: "passage: " } });
});

test("a model's space can be given a name", async () => {
  const { stdout } = await runCli(["embed", "a", "--space", "team/v1"]);
  expect(objectsOf(stdout)[0]!["space"]).toContain("team/v1");
});

test("--output - is standard output", async () => {
  const { code, stdout } = await runCli(["embed", "a", "--model", tinyModel, "--output", "-"], { folder: folder.path() });
  expect(code).toBe(0);
  expect(objectsOf(stdout)).toHaveLength(1);
  expect(await readdir(folder.path())).toEqual([]);
});

test("a file can be its own output", async () => {
  const path = folder.path("texts.jsonl");
  await writeFile(path, '{"text":"one"}\n{"text":"two"}\n');
  expect((await runCli(["embed", "--model", tinyModel, "--file", path, "--output", path])).code).toBe(0);
  expect(objectsOf(await readFile(path, "utf8")).map(({ text }) => text)).toEqual(["one", "two"]);
});

test.skipIf(process.platform === "win32")("npy into what cannot be written over is refused before the first text", async () => {
  const { code, stdout, stderr } = await runCli(["embed", "a", "--model", tinyModel, "--format", "npy", "--output", "/dev/null"]);
  expect({ code, stdout }).toEqual({ code: 73, stdout: "" });
  expect(stderr).toContain("no regular file");
});

import { readFile, readdir, writeFile } from "node:fs/promises";
import { loadModel } from "@nestvec/runtime-node";
import { expect, test } from "vitest";
import { objectsOf, runCli, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";
import { parseNpy } from "../testing/parse-npy.ts";

const folder = freshFolder();
const texts = ["A cat sat on the mat.", "", "Zwölf Boxkämpfer"];
const model = ["--model", tinyModel, "--dimension", "16"];

test("--layers gives a vector for each exit, in the order that was asked for, as the library has them", async () => {
  await using embedder = await loadModel(tinyModel);
  const exits = await embedder.embedLayers(texts, { layers: [6, 2], dimension: 16 });
  const { code, stdout, stderr } = await runCli(["embed", ...texts, ...model, "--layers", "6,2"]);
  expect(code).toBe(0);
  const objects = objectsOf(stdout);
  const expected = texts.flatMap((text, index) => exits.map(({ layer, space }) => ({ index, text, layer, space, dimension: 16 })));
  expect(objects).toEqual(expected.map((row) => expect.objectContaining(row)));
  for (const [row, { embedding }] of objects.entries()) {
    // The same process on the same batch: the same bits.
    expect(Float32Array.from(embedding as number[])).toEqual(exits[row % 2]!.vectors[Math.floor(row / 2)]);
  }
  expect(stderr).toMatch(
    /^nestvec: embedded 3 texts in \d+\.\d\d s: layer 6, dimension 16, space "[^"]+"; layer 2, dimension 16, space "[^"]+"\.\n$/,
  );
});

test("--layers all is every exit of the model", async () => {
  const { stdout } = await runCli(["embed", "a", ...model, "--layers", "all"]);
  expect(objectsOf(stdout).map(({ layer }) => layer)).toEqual([2, 4, 6]);
});

test("every format says which exit a vector is of, and {layer} in a name gives each exit a file", async () => {
  const args = ["embed", ...texts, ...model, "--layers", "2,6"];
  const lines = await runCli(args);
  const list = await runCli([...args, "--format", "json"]);
  const table = await runCli([...args, "--format", "table"]);
  const objects = objectsOf(lines.stdout);
  expect(JSON.parse(list.stdout)).toEqual(objects);
  expect(table.stdout).toMatch(/index {2}text +layer {2}tokens/);
  const ofTable = table.stdout
    .split("\n")
    .flatMap((line) => /^ +(\d) .* (\d) +\d+ {2}(?:no|yes) +(-?0\.\d{4})/.exec(line)?.slice(1, 4) ?? []);
  expect(ofTable).toEqual(
    objects.flatMap(({ index, layer, embedding }) => [String(index), String(layer), (embedding as number[])[0]!.toFixed(4)]),
  );
  expect(table.stdout).toMatch(/\nlayer 2, 16 numbers a text, space .*\nlayer 6, 16 numbers a text, space .*\n$/);

  await runCli([...args, "--output", folder.path("at-{layer}.npy")]);
  await runCli([...args, "--output", folder.path("at-{layer}.jsonl")]);
  expect((await readdir(folder.path())).toSorted()).toEqual(
    ["at-2.jsonl", "at-2.npy", "at-2.npy.json", "at-6.jsonl", "at-6.npy", "at-6.npy.json"].toSorted(),
  );
  for (const layer of [2, 6]) {
    const ofLayer = objects.filter((object) => object["layer"] === layer);
    expect(objectsOf(await readFile(folder.path(`at-${layer}.jsonl`), "utf8"))).toEqual(ofLayer);
    const { shape, data } = parseNpy(await readFile(folder.path(`at-${layer}.npy`)));
    expect(shape).toEqual([3, 16]);
    expect(data).toEqual(Float32Array.from(ofLayer.flatMap(({ embedding }) => embedding as number[])));
    const made: unknown = JSON.parse(await readFile(folder.path(`at-${layer}.npy.json`), "utf8"));
    expect(made).toMatchObject({ layer, rows: 3, space: ofLayer[0]!["space"] });
  }
});

test("an error leaves no file of any exit", async () => {
  await writeFile(folder.path("a.jsonl"), '{"text":"a"}\n{"title":"b"}\n');
  const output = ["--output", folder.path("at-{layer}.npy")];
  expect((await runCli(["embed", "--file", folder.path("a.jsonl"), ...model, "--layers", "2,6", ...output])).code).toBe(65);
  expect(await readdir(folder.path())).toEqual(["a.jsonl"]);
});

test.each([
  [["--layers", "2,6", "--output", "a.npy"], "a name with {layer} in it, such as vectors-{layer}.npy"],
  [["--layers", "2,6", "--layer", "2"], '"--layer" is given beside --layers; it must be left out'],
  [["--layers", "2,2"], "It must be different layers, such as 6,11, or all."],
  [["--layers", "two"], "whole numbers from 1"],
  [["--layers", "2,5"], "has no layer 5"],
  [["--layers", "2,6", "--dimension", "65"], "65"],
])("%j is refused before anything is written", async (options, message) => {
  const { code, stdout, stderr } = await runCli(["embed", "a", "--model", tinyModel, ...options], { folder: folder.path() });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(message);
  expect(await readdir(folder.path())).toEqual([]);
});

test("one exit in a list is as --layer, npy included", async () => {
  const one = await runCli(["embed", "a", ...model, "--layers", "4", "--quiet"]);
  expect(one).toEqual(await runCli(["embed", "a", ...model, "--layer", "4", "--quiet"]));
  expect((await runCli(["embed", "a", ...model, "--layers", "4", "--output", folder.path("a.npy")])).code).toBe(0);
});

test("a file with several exits is not searched, since a text would be found more than once; one of them is", async () => {
  // Its exits share one space, so that only the layer tells their vectors apart.
  await runCli(["embed", ...texts, "--layers", "2,6", "--output", folder.path("both.jsonl")]);
  await runCli(["embed", ...texts, "--layers", "2,6", "--output", folder.path("at-{layer}.jsonl")]);
  const both = await runCli(["search", "cats", "--file", folder.path("both.jsonl")]);
  expect({ code: both.code, stdout: both.stdout }).toEqual({ code: 65, stdout: "" });
  expect(both.stderr).toMatch(/both\.jsonl", line 2: found a vector of layer 6; it must be a vector of layer 2, as in the lines before/);
  const one = await runCli(["search", "cats", "--file", folder.path("at-6.jsonl"), "--top", "1"]);
  expect(objectsOf(one.stdout)).toMatchObject([{ index: 0, layer: 6 }]);
});

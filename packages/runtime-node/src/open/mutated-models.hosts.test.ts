import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NestvecError } from "@nestvec/core";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/model-copies.ts";
import { checkMutatedGraph, checkMutatedTokenizer, weightsFiles, type Checked } from "../testing/mutated-models.ts";
import { nativeRuns } from "../testing/native-runs.ts";
import type { Bytes } from "../testing/raw-onnx.ts";
import { filesBeside, loadMutatedTokenizer } from "../testing/watched-model.ts";
import { loadModel } from "./load-model.ts";

const graphs = Number(process.env["MUTATED_GRAPHS"] ?? 7000);
const tokenizers = Number(process.env["MUTATED_TOKENIZERS"] ?? 3000);
const firstSeed = Number(process.env["MUTATED_SEED"] ?? 0);

/** Milliseconds that no check may take, on a machine that does little else; the slowest is printed. */
const slow = 1000;

function expectChecked(what: string, checked: ReadonlyMap<number, Checked>): void {
  const slowest = Math.max(...Array.from(checked.values(), ({ milliseconds }) => milliseconds));
  const passing = [...checked.values()].filter(({ passes }) => passes).length;
  console.log(`${checked.size} ${what}: ${passing} pass, the slowest check took ${slowest.toFixed(0)} ms`);
  expect([...checked].flatMap(([seed, { fault }]) => (fault === undefined ? [] : [`seed ${seed}: ${fault}`]))).toEqual([]);
  expect([...checked].flatMap(([seed, { milliseconds }]) => (milliseconds < slow ? [] : [`seed ${seed}: ${milliseconds} ms`]))).toEqual([]);
}

test("mutated tokenizers", async () => {
  const checked = new Map<number, Checked>();
  for (let seed = firstSeed; seed < firstSeed + tokenizers; seed++)
    checked.set(seed, await checkMutatedTokenizer(seed, loadMutatedTokenizer));
  expectChecked("tokenizers", checked);
});

test("mutated graphs; those that pass go to ONNX Runtime in a child process", async () => {
  const checked = new Map<number, Checked>();
  for (let seed = firstSeed; seed < firstSeed + graphs; seed++) checked.set(seed, await checkMutatedGraph(seed));
  expectChecked("graphs", checked);

  const passing = new Map<string, Bytes>();
  for (const [seed, { passes, file }] of checked) if (passes) passing.set(String(seed), file);
  const ends = await nativeRuns(await temporaryFolder(), passing, weightsFiles);
  const named = (wanted: string): string[] =>
    [...ends].flatMap(([seed, { end, problem }]) => (end === wanted ? [`seed ${seed}: ${problem}`] : []));
  for (const end of ["ran", "refused", "died", "did not end"]) console.log(`${named(end).length} ${end}`);
  console.log(JSON.stringify({ died: named("died"), hung: named("did not end") }, undefined, 1));

  // Whatever native code does with these: a model in a child process does not take its host with it.
  const beside = await filesBeside();
  for (const [seed, { end }] of ends) {
    if (end !== "died") continue;
    const folder = await temporaryFolder();
    await mkdir(folder, { recursive: true });
    for (const [path, bytes] of Object.entries({ ...beside, "model.onnx": passing.get(seed) ?? "" }))
      await writeFile(join(folder, path), bytes);
    for (const [path, bytes] of Object.entries(weightsFiles)) await writeFile(join(folder, path), bytes);
    const error: unknown = await loadModel(folder, { isolation: "process", pooling: "mean" })
      .then(async (embedder) => {
        await using opened = embedder;
        await opened.embed([[7, 8]]);
      })
      .catch((caught: unknown) => caught);
    expect(error === undefined || NestvecError.is(error)).toBe(true);
  }
});

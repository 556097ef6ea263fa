import { expect, test } from "vitest";
import { checkMutatedGraph, checkMutatedTokenizer, type Checked } from "../testing/mutated-models.ts";
import { loadMutatedTokenizer } from "../testing/watched-model.ts";

// A sample. mutated-models.hosts.test.ts has the 10,000, looks at the time of each, and gives ONNX Runtime those that pass.
const graphs = 300;
const tokenizers = 80;

function expectChecked(checked: readonly Checked[]): void {
  expect(checked.flatMap(({ fault }, seed) => (fault === undefined ? [] : [`seed ${seed}: ${fault}`]))).toEqual([]);
}

test("mutated graphs pass, or are refused with an error of our own, and nothing outside the model is looked at", async () => {
  const checked: Checked[] = [];
  for (let seed = 0; seed < graphs; seed++) checked.push(await checkMutatedGraph(seed));
  expectChecked(checked);
  const passing = checked.filter(({ passes }) => passes).length;
  expect(passing).toBeGreaterThan(graphs / 20);
  expect(passing).toBeLessThan(graphs);
});

test("mutated tokenizers are loaded and read a text, or are refused with an error of our own", async () => {
  const checked: Checked[] = [];
  for (let seed = 0; seed < tokenizers; seed++) checked.push(await checkMutatedTokenizer(seed, loadMutatedTokenizer));
  expectChecked(checked);
  const passing = checked.filter(({ passes }) => passes).length;
  expect(passing).toBeGreaterThan(tokenizers / 20);
  expect(passing).toBeLessThan(tokenizers);
});

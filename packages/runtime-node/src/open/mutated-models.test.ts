import { expect, test } from "vitest";
import { checkMutatedGraph, checkMutatedTokenizer, type Checked } from "../testing/mutated-models.ts";
import { loadMutatedTokenizer } from "../testing/watched-model.ts";

// A sample; mutated-models.hosts.test.ts has the 10,000, and gives ONNX Runtime those that pass.
const graphs = 300;
const tokenizers = 80;

/** Far above what any check takes on a busy machine, and far below what one without bounds would. */
const slow = 1000;

function expectChecked(checked: readonly Checked[]): void {
  expect(checked.flatMap(({ fault }, seed) => (fault === undefined ? [] : [`seed ${seed}: ${fault}`]))).toEqual([]);
  expect(checked.flatMap(({ milliseconds }, seed) => (milliseconds < slow ? [] : [`seed ${seed}: ${milliseconds} ms`]))).toEqual([]);
}

test("mutated graphs pass, or are refused with an error of our own, soon, and nothing outside the model is looked at", async () => {
  const checked: Checked[] = [];
  for (let seed = 0; seed < graphs; seed++) checked.push(await checkMutatedGraph(seed));
  expectChecked(checked);
  const passing = checked.filter(({ passes }) => passes).length;
  expect(passing).toBeGreaterThan(graphs / 20);
  expect(passing).toBeLessThan(graphs);
});

test("mutated tokenizers are loaded and read a text, or are refused with an error of our own, soon", async () => {
  const checked: Checked[] = [];
  for (let seed = 0; seed < tokenizers; seed++) checked.push(await checkMutatedTokenizer(seed, loadMutatedTokenizer));
  expectChecked(checked);
  const passing = checked.filter(({ passes }) => passes).length;
  expect(passing).toBeGreaterThan(tokenizers / 20);
  expect(passing).toBeLessThan(tokenizers);
});

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cosineSimilarity, type Embedder, type TextInput } from "@nestvec/core";
import { expect, test } from "vitest";
import { loadModel } from "./load-model.ts";
import { tinyCopy } from "../testing/model-copies.ts";

async function withPrompts(config: object): Promise<Embedder> {
  const folder = await tinyCopy();
  await writeFile(join(folder, "config_sentence_transformers.json"), JSON.stringify(config));
  return loadModel(folder, { isolation: "none", threads: 1 });
}

const question = "when is it open";
const vectorOf = async (embedder: Embedder, text: TextInput, prompt: string | null): Promise<Float32Array> =>
  (await embedder.embed([text], { prompt })).data;

test.each([
  [{ query: "query: ", document: "passage: " }, null, "query", "document"],
  [{ query: "query: " }, "query", "query", null],
  [{}, null, null, null],
] as const)("a search with the prompts %j and the default %s", async (prompts, byDefault, ofQuery, ofDocument) => {
  await using embedder = await withPrompts({ prompts, default_prompt_name: byDefault });
  const [ids] = await embedder.tokenize(["closed on Sundays"], { prompt: null });
  const candidates: TextInput[] = ["opening hours of the library", "a book", ids?.ids ?? []];
  const { matches } = await embedder.search(question, candidates);
  const query = await vectorOf(embedder, question, ofQuery);
  for (const { index, similarity } of matches) {
    const candidate = candidates[index] ?? "";
    // Token ids are taken as they are.
    const vector = await vectorOf(embedder, candidate, typeof candidate === "string" ? ofDocument : null);
    // 1e-6: padding and batch mates change the order of float32 sums.
    expect(Math.abs(similarity - cosineSimilarity(query, vector))).toBeLessThanOrEqual(1e-6);
  }
  expect(matches).toHaveLength(3);
});

test("prompts that a search names go before those of the model", async () => {
  await using embedder = await withPrompts({ prompts: { query: "query: ", document: "passage: ", other: "other: " } });
  const { matches } = await embedder.search(question, ["a book"], { prompt: "OTHER", candidatePrompt: null });
  const expected = cosineSimilarity(await vectorOf(embedder, question, "other"), await vectorOf(embedder, "a book", null));
  expect(Math.abs((matches[0]?.similarity ?? 0) - expected)).toBeLessThanOrEqual(1e-6);
});

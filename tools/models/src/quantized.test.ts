import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cosineSimilarity } from "@nestvec/core";
import { loadModel } from "@nestvec/runtime-node";
import { afterAll, describe, expect, test } from "vitest";
import { layOut, readRows, readTexts, type Row } from "./row.ts";

const made = fileURLToPath(new URL("../made", import.meta.url));
const program = fileURLToPath(new URL("../../../apps/cli/dist/main.js", import.meta.url));
const { texts } = readTexts(made);

/** One of each way in which graphs are exported, laid out or fed. */
const chosen = [
  ["BERT", "sentence-transformers-all-minilm-l6-v2"],
  ["MPNet", "sentence-transformers-all-mpnet-base-v2"],
  ["RoBERTa", "sentence-transformers-all-distilroberta-v1"],
  ["ModernBERT", "alibaba-nlp-gte-modernbert-base"],
  ["T5, with a Dense after the pooling", "sentence-transformers-sentence-t5-base-with-a-graph-that-senten"],
  ["pooling in the graph", "optimum-cli-sentence-transformers-all-minilm-l6-v2-pools-in-its-graph"],
  ["an output of an unusual name", "jinaai-jina-embeddings-v2-base-en-model-w-mean-pooling.onnx-the-file-that-pools-wit"],
  ["Gemm", "xenova-clip-vit-base-patch32-onnx-text-model.onnx-the-text-s-side"],
  ["Gemm, and weights in a file", "onnx-community-embeddinggemma-300m-onnx"],
  ["float16", "xenova-all-minilm-l6-v2-mean-fp16"],
  ["tasks", "jinaai-jina-embeddings-v3"],
  ["caches of a decoder", "onnx-community-qwen3-embedding-0.6b-onnx-last"],
  ["exits in folders of their own", "llm-semantic-router-mmbert-embed-32k-2d-matryoshka"],
  ["exits that read one file of weights", "vllm-sr-vela-1.0-encoder-307m-embedding"],
] as const;

/** A number of 16 is a sixteenth of these small models' vectors: the bound of large ones is not one for them. */
const minCosine = 0.95;

/** What a text's vectors, alone and in any batch, have in common at least. A float's last digit may decide how a number is rounded. */
const leastAlone = 0.99999;

const folder = mkdtempSync(join(tmpdir(), "nestvec-models-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Quantizes a row with the built command. */
async function quantize(row: Row, source: string, out: string): Promise<void> {
  const { pooling, file, dtype } = row.options;
  const options = [
    ...(pooling === undefined ? [] : ["--pooling", [pooling].flat().join()]),
    ...(file === undefined ? [] : ["--model-file", file]),
    ...(dtype === undefined ? [] : ["--dtype", dtype]),
  ];
  await promisify(execFile)(process.execPath, [program, "quantize", source, "--out", out, "--min-cosine", String(minCosine), ...options]);
}

describe("published models in miniature, in int8", () => {
  const rows = readRows(made);
  test.each(chosen)("%s: %s", async (_what, id) => {
    const row = rows.find((candidate) => candidate.id === id) ?? expect.unreachable(`no row "${id}"`);
    const source = layOut(row, made, folder);
    const out = join(folder, `${id}-int8`);
    await quantize(row, source, out);
    await using float = await loadModel(source, { ...row.options, isolation: "none" });
    await using whole = await loadModel(out, { ...row.options, isolation: "none" });
    const [floatInfo, info] = [await float.info(), await whole.info()];
    expect(info.exits.map(({ space }) => space)).toEqual(floatInfo.exits.map(({ space }) => `${space}/int8`));
    expect(info).toMatchObject({ prompts: floatInfo.prompts, dimensions: floatInfo.dimensions, width: floatInfo.width });
    const task = info.tasks?.[0];
    const some = texts.filter((text) => text !== "");
    for (const { layer } of info.exits) {
      const asked = { layer, prompt: null, ...(task === undefined ? {} : { task }) } as const;
      const [expected, found] = [(await float.embed(some, asked)).vectors, (await whole.embed(some, asked)).vectors];
      const cosines = expected.map((vector, text) => cosineSimilarity(vector, found[text] ?? new Float32Array(vector.length)));
      expect(Math.min(...cosines)).toBeGreaterThanOrEqual(minCosine);
      // Products in float32 would give the same numbers.
      expect(Math.min(...cosines)).toBeLessThan(0.999_999_9);
      for (const [text, vector] of found.entries()) {
        const alone = (await whole.embedOne(some[text] ?? "", asked)).vector;
        expect(cosineSimilarity(vector, alone)).toBeGreaterThanOrEqual(leastAlone);
      }
    }
  });
});

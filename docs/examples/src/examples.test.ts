import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startModelHub } from "./testing/model-hub.ts";
import { printed } from "./testing/printed.ts";

let folder = "";
let hub: Awaited<ReturnType<typeof startModelHub>>;
beforeAll(async () => {
  hub = await startModelHub();
  folder = await mkdtemp(join(tmpdir(), "nestvec-examples-"));
  // Calibrations are kept here, not in the user's own cache; what examples write to a temporary folder goes with it.
  for (const name of ["NESTVEC_CACHE", "HF_HOME", "TMPDIR", "TEMP", "TMP"]) vi.stubEnv(name, folder);
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

/** The decimal numbers of a line. */
const numbers = (line: string | undefined): number[] => (line?.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);

/** What must be true of the lines that each example prints, so that the text around it in the documentation is true. */
const examples: Readonly<Record<string, (lines: readonly string[]) => void>> = {
  "providers.ts": (lines) => expect(lines.join("\n")).toMatch(/^embedded by the (webgpu|cpu)$/m),
  "readme.ts": ([found]) => expect(found).toMatch(/^Reset a forgotten password 0\.\d\d$/),
  "embed.ts": (lines) => {
    expect(lines[0]).toBe("3 vectors of 64 numbers, from layer 4");
    expect(lines[1]).toBe("tokens read: 9, 6, 7; cut to the limit: false, false, false");
    expect(lines[2]).toMatch(/^[\d.]+ ms on cpu, in the space nestvec-mini-[0-9a-f]{16}$/);
    const [related = 0, unrelated = 1] = numbers(lines[3]);
    expect(related).toBeGreaterThan(unrelated + 0.2);
  },
  "embed-stream.ts": (lines) => expect(lines).toEqual(["64 numbers of 8 tokens", "1000 vectors in order"]),
  "choose-a-cut.ts": ([enough, fast, used]) => {
    expect(enough).toBe("78.13 in stsb_test_spearman: layer 3, dimension 128, 512 bytes a vector");
    // Which one depends on the machine.
    expect(fast).toMatch(/^[78]\d\.\d+ within 250 ms: layer [2346], dimension \d+, about [\d.]+ ms$/);
    expect(numbers(fast).at(-1)).toBeLessThanOrEqual(250);
    expect(used).toBe("embedded at layer 3, dimension 128");
  },
  "cascade.ts": (lines) =>
    expect(lines).toEqual([
      expect.stringMatching(/^(Reset a forgotten password|Sign in with a passkey)$/),
      "layer 2: 6 candidates, 0 of them resumed, 3 kept",
      "layer 6: 3 candidates, 0 of them resumed, 1 kept",
      "6 vectors of layer 2, 6 vectors of layer 6",
    ]),
  "search-stored.ts": ([found, refused]) => {
    expect(found).toMatch(/^How to change a bicycle tyre 0\.\d\d$/);
    expect(refused).toMatch(/^Vectors of the space "nestvec-mini-\w+" cannot be compared with vectors of "another-model-0123456789abcdef"/);
  },
  "open-telemetry.ts": (lines) => expect(lines).toEqual(["tokenize ", "wait ", "run ", "embeddings nestvec-mini 4", "answer a question "]),
  "frameworks/ai-sdk.ts": (lines) => expect(lines).toEqual(["Reset a forgotten password 19 tokens", "true"]),
  "frameworks/langchain.ts": (lines) => expect(lines).toEqual(["Reset a forgotten password 128 numbers"]),
  "frameworks/llamaindex.ts": (lines) => expect(lines).toEqual(["Reset a forgotten password 128 numbers"]),
  "smaller-vectors.ts": ([bytes, ...found]) => {
    expect(bytes).toBe("bytes a vector: 1536 as float32, 384 as int8, 48 as bits");
    expect(found).toHaveLength(3);
    expect(found[0]).toMatch(/^May I return shoes that do not fit\? 0\.\d\d$/);
  },
  "compare-vectors.ts": ([near, far, bytes, nearest]) => {
    expect(Number(near)).toBeGreaterThan(Number(far) + 1);
    expect(bytes).toBe("bytes a vector: 32 as float32, 8 as int8, 1 as bits");
    expect(nearest).toBe("nearest by bits: 0, 1");
  },
  "onnx-runtime.ts": (lines) => expect(lines).toEqual(["1 × 384"]),
  "static-model.ts": (lines) =>
    expect(lines).toEqual(["model.safetensors: 79 rows, table of token vectors", "2 vectors of 8 numbers, by the table"]),
  "quantize.ts": (lines) => expect(lines).toEqual(["exits 2, 4, 6, near enough: true", "true"]),
  "compile.ts": (lines) =>
    expect(lines).toEqual([
      "modernbert: exits 2, 4, 6",
      "weights: embeddings.bin, to-layer-2.bin, to-layer-4.bin, to-layer-6.bin",
      "layer 4, 32 numbers",
    ]),
  "own-model.ts": (lines) =>
    expect(lines).toEqual([
      "tiny-modernbert: layers 2, 4, 6 of width 64",
      "dimensions: any from 1 to 64",
      "pooling: mean, from 1_Pooling/config.json",
      "at most 512 tokens, from the option maxTokens",
      expect.stringMatching(/^each exit has a space of its own: tiny-modernbert-[0-9a-f]{16}\/layer-2, …$/),
    ]),
  "schedule.ts": ([order, counts, padding]) => {
    expect(order).toBe("the job was over first: false");
    expect(counts).toBe("0 texts wait; many batches; 1 from the cache");
    expect(numbers(padding)[0]).toBeLessThanOrEqual(5);
  },
  "prompts.ts": ([byDefault, asked, none, candidates]) => {
    expect([byDefault, asked]).toEqual(["the default prompt: document", "asked for: query"]);
    const [without = 0, withPrompt = 0] = numbers(none);
    expect(none).toMatch(/^none: null, \d+ tokens instead of \d+$/);
    expect(without).toBeLessThan(withPrompt);
    expect(candidates).toBe("2 candidates in order");
  },
  "long-texts.ts": ([read, end, refused]) => {
    expect(read).toBe("limit 256: read 256 tokens, cut: true");
    expect(end).toBe("[CLS] conclusion : all is well . [SEP]");
    expect(refused).toMatch(/^Text 0 has 1,\d{3} tokens; the limit is 256\./);
  },
  "token-ids.ts": (lines) => expect(lines).toEqual(["[CLS] nesting dolls [SEP]", "101 21016 14421 102", "1.0000"]),
  "errors.ts": (lines) => expect(lines).toEqual(["The model has no layer 5; it has layers 2, 3, 4, 6.", "taking layer 6", "384"]),
  "stop-early.ts": (lines) => expect(lines).toEqual(["The embedding was aborted by its signal.", "1"]),
  "pull.ts": ([pulled, loaded, refused]) => {
    expect(pulled).toMatch(/^\d+ files of the commit [0-9a-f]{40}$/);
    expect(loaded).toBe("vectors of 64 numbers");
    expect(refused).toMatch(/^nestvec\.lock\.json does not allow this download/);
  },
  "bulk.ts": (lines) => expect(lines).toEqual(["0 of 2 rows", "2 of 2 rows", "2 title 128", "1 Snow in May 32"]),
  "records.ts": (lines) => expect(lines).toEqual(['"Snow in May": 32 numbers', '"A quiet\\nweek": 32 numbers']),
  "without-files.ts": (lines) => expect(lines).toEqual(["layer 6: 16 numbers"]),
  "from-the-binding/init.ts": (lines) =>
    expect(lines).toEqual(["nestvec-mini: layers 2, 3, 4, 6; dimensions 384, 256, 128, 64, 32", "at most 256 tokens"]),
  "from-the-binding/get-embedding.ts": ([line]) => expect(line).toMatch(/^384 numbers from 4 tokens in [\d.]+ ms$/),
  "from-the-binding/get-embedding-with-dim.ts": (lines) => expect(lines).toEqual(["256 numbers from layer 6, the deepest"]),
  "from-the-binding/get-embedding-2d-matryoshka.ts": (lines) => expect(lines).toEqual(["128 numbers: layer 3, dimension 128"]),
  "from-the-binding/get-embeddings-batch.ts": (lines) =>
    expect(lines).toEqual([
      "I love machine learning: 256 numbers, 6 tokens",
      "I enjoy artificial intelligence: 256 numbers, 6 tokens",
      "The weather is nice today: 256 numbers, 7 tokens",
    ]),
  "from-the-binding/calculate-embedding-similarity.ts": ([line]) => {
    const [close = 0, far = 1, layer] = numbers(line);
    expect(close).toBeGreaterThan(far + 0.2);
    expect(layer).toBe(6);
  },
  "from-the-binding/calculate-similarity-batch.ts": ([first, second, all]) => {
    expect([first, second].map((line) => line?.replace(/ [\d.]+$/, ""))).toEqual([
      "Machine learning is fascinating",
      "Deep learning is a part of it",
    ]);
    expect(all).toBe("4");
  },
  "from-the-binding/silent-faults.ts": (lines) =>
    expect(lines).toEqual([
      expect.stringMatching(/^a layer that is not there: LAYER_UNAVAILABLE\. .* it has layers 2, 3, 4, 6\.$/),
      expect.stringMatching(/^dimension 0: DIMENSION_UNAVAILABLE\. /),
      expect.stringMatching(/^dimension 5000: DIMENSION_UNAVAILABLE\. /),
      expect.stringMatching(/^a long text: TEXT_TOO_LONG\. Text 0 has 1,002 tokens; the limit is 256\./),
      "tokens 11 and 5, cut false and false",
    ]),
  "from-the-binding/which-layer.ts": (lines) =>
    expect(lines).toEqual([
      "layer 2: did not",
      expect.stringMatching(/^layer 4: made them, in the space tiny-modernbert-[0-9a-f]{16}\/layer-4$/),
      "layer 6: did not",
    ]),
  "from-the-binding/stored-vectors.ts": ([found, refused]) => {
    expect(found).toBe("How do I reset my password? 1.000");
    expect(refused).toMatch(
      /^Vectors of the space "support-articles-v1\/layer-6" cannot be compared with .*"support-articles-v1\/layer-4"/,
    );
  },
};

test.each(Object.entries(examples))("%s", async (example, check) => check(await printed(example)));

test("every example is among them, save the runtime, whose test is the conformance laws", async () => {
  const files = await readdir(new URL(".", import.meta.url), { recursive: true });
  const programs = files
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /^(?!testing\/|runtime\/).*(?<!\.test)\.ts$/.test(file));
  expect(programs.toSorted()).toEqual(Object.keys(examples).toSorted());
});

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { NestvecError } from "../../errors/nestvec-error.ts";
import { describeModel } from "./describe-model.ts";
import { readManifest } from "../files/manifest.ts";
import { memorySource } from "../files/memory-source.ts";
import type { ModelDescription } from "./model-description.ts";
import { readQualityTables } from "../info/quality-table.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const models = new URL("../../../../", import.meta.url);
const read = (path: string): Json => JSON.parse(readFileSync(new URL(path, models), "utf8")) as Json;
const sha256 = "a".repeat(64);

/** Models with every file that is parsed. */
const originals: readonly Readonly<Record<string, Json>>[] = [
  {
    "onnx/model_config.json": read("model-mini/onnx/model_config.json"),
    "config.json": read("model-mini/config.json"),
    "tokenizer_config.json": read("model-mini/tokenizer_config.json"),
    "quality.json": read("model-mini/quality.json"),
    "nestvec-manifest.json": {
      version: 1,
      files: {
        "onnx/model_layer_2.onnx": { bytes: 1, sha256, externalFiles: ["onnx/to-layer-2.bin"] },
        "onnx/to-layer-2.bin": { bytes: 2, sha256 },
      },
    },
  },
  {
    "onnx/model_config.json": read("conformance/models/tiny-modernbert/onnx/model_config.json"),
    "config.json": read("conformance/models/tiny-modernbert/config.json"),
    "1_Pooling/config.json": read("conformance/models/tiny-modernbert/1_Pooling/config.json"),
    "tokenizer_config.json": read("conformance/models/tiny-modernbert/tokenizer_config.json"),
  },
  { "config.json": read("conformance/models/tiny-modernbert/onnx/layer-2/config.json") },
  {
    "config.json": {
      model_type: "xlm-roberta",
      max_position_embeddings: 514,
      pad_token_id: 1,
      text_config: { hidden_size: 8, num_hidden_layers: 2 },
    },
    "modules.json": [
      { idx: 0, name: "0", path: "", type: "sentence_transformers.models.Transformer" },
      { idx: 1, name: "1", path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
    ],
    "1_Pooling/config.json": { embedding_dimension: 8, pooling_mode: "cls", include_prompt: true },
    "sentence_bert_config.json": { max_seq_length: 128, do_lower_case: false },
    "config_sentence_transformers.json": { prompts: { query: "q: ", document: "" }, default_prompt_name: null },
    "tokenizer_config.json": { model_max_length: 512 },
  },
  {
    "config.json": {
      model_type: "modernbert",
      hidden_size: 64,
      num_hidden_layers: 6,
      representation_contract: {
        version: 1,
        intermediate_normalization: "none",
        final_normalization: "final_norm",
        pooling: "attention_mask_mean",
        pooling_accumulation_dtype: "float32",
        truncate_before_l2_normalize: true,
      },
    },
    "matryoshka_config.json": {
      layer_indices: [2, 4, 6],
      dim_indices: [16, 64],
      hidden_size: 64,
      num_layers: 6,
      pooling_strategy: "mean",
      has_final_norm: true,
    },
  },
];

const present = Object.fromEntries(
  [
    "tokenizer.json",
    "onnx/model.onnx",
    "model.onnx",
    ...[2, 3, 4, 6].flatMap((layer) => [`onnx/model_layer_${layer}.onnx`, `onnx/layer-${layer}/model.onnx`]),
  ].map((path) => [path, ""]),
);

const strange = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    false,
    "",
    "abc",
    "6",
    -1,
    0,
    1,
    2.5,
    6,
    7,
    1e30,
    -1e30,
    2 ** 53,
    [],
    {},
    [[]],
    [{}],
    "..",
    "../x",
    "/x",
    "__proto__",
  ),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);
const strangeKey = fc.constantFrom("__proto__", "constructor", "toString", "", "6", "layer", "models", "what", "a:b", "2:6");

/** One change somewhere in a value: which part is picked by numbers, so that fast-check can shrink them. */
interface Change {
  readonly way: readonly number[];
  readonly kind: "replace" | "delete" | "rename" | "wrap" | "repeat" | "add";
  readonly value: Json;
  readonly key: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  way: fc.array(fc.nat(30), { maxLength: 5 }),
  kind: fc.constantFrom("replace", "delete", "rename", "wrap", "repeat", "add"),
  value: strange,
  key: strangeKey,
});

function applied(value: Json, { way, kind, ...rest }: Change): Json {
  const [step, ...further] = way;
  if (typeof value !== "object" || value === null || step === undefined || Object.keys(value).length === 0)
    return kind === "wrap" ? [value] : rest.value;
  const entries: [string, Json][] = Object.entries(value);
  const at = step % entries.length;
  const [name, member] = entries[at]!;
  if (further.length > 0) entries[at] = [name, applied(member, { way: further, kind, ...rest })];
  else if (kind === "replace") entries[at] = [name, rest.value];
  else if (kind === "delete") entries.splice(at, 1);
  else if (kind === "rename") entries[at] = [rest.key, member];
  else if (kind === "wrap") entries[at] = [name, { [rest.key]: member }];
  else if (kind === "repeat") entries.push([`${name}${name}`, member]);
  else entries.push([rest.key, rest.value]);
  return Array.isArray(value) ? entries.map(([, element]) => element) : Object.fromEntries(entries);
}

/** A change of the text itself: a piece is cut out and another put in. */
const edit = fc.record({
  at: fc.nat(2000),
  length: fc.nat(20),
  text: fc.oneof(fc.constant(""), fc.string({ maxLength: 5, unit: "binary" }), fc.constantFrom('"', "{", "]", ",", "\0", "1e999")),
});

const mutation = fc.record({
  model: fc.nat(originals.length - 1),
  file: fc.nat(10),
  changes: fc.array(change, { maxLength: 3 }),
  edits: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(edit, { minLength: 1, maxLength: 3 }) }),
});

function checkDescription(description: ModelDescription): void {
  const { exits, missingLayers, dimensions, width, maxTokens, prompts, defaultPrompt } = description;
  const layers = exits.map(({ layer }) => layer);
  expect(layers.length).toBeGreaterThan(0);
  expect(layers).toEqual(layers.toSorted((left, right) => left - right));
  for (const number of [...layers, ...missingLayers, ...(dimensions ?? []), width, maxTokens])
    expect(Number.isSafeInteger(number) && number >= 1).toBe(true);
  for (const dimension of dimensions ?? []) expect(dimension).toBeLessThanOrEqual(width);
  if (defaultPrompt !== null) expect(typeof prompts[defaultPrompt]).toBe("string");
}

// GRAPH_INVALID: where no file states the width, the graph's own header is read, and the graphs here are empty.
const expectedCodes = new Set(["CONFIG_INVALID", "FILE_MISSING", "GRAPH_INVALID", "MODULE_UNSUPPORTED", "QUALITY_TABLE_MISSING"]);

// On a busy machine this takes longer than other tests.
test(
  "10,000 mutated configurations give a checked description, or an error of our own that names a file",
  { timeout: 300_000 },
  async () => {
    let described = 0;
    await fc.assert(
      fc.asyncProperty(mutation, async ({ model, file, changes, edits }) => {
        const original = originals[model]!;
        const path = Object.keys(original)[file % Object.keys(original).length]!;
        let text = JSON.stringify(changes.reduce(applied, original[path]!)) ?? "";
        for (const { at, length, text: put } of edits)
          text = text.slice(0, at % (text.length + 1)) + put + text.slice((at % (text.length + 1)) + length);
        const others = Object.fromEntries(Object.entries(original).map(([name, value]) => [name, JSON.stringify(value)]));
        const files = { ...present, ...others, [path]: text };
        const source = memorySource(files);
        try {
          const description = await describeModel(source);
          checkDescription(description);
          described += 1;
          await readManifest(source);
          if (description.qualityPresent) await readQualityTables(source, description);
        } catch (error) {
          if (!NestvecError.is(error)) throw error;
          expect(expectedCodes).toContain(error.code);
          if (NestvecError.is(error, "GRAPH_INVALID")) expect(Object.keys(files)).toContain(error.details.graph);
          if (NestvecError.is(error, "CONFIG_INVALID")) expect(Object.keys(files)).toContain(error.details.file);
        }
      }),
      { numRuns: 10_000 },
    );
    // Both ways were taken: a test of refusals alone, or of none, would show little.
    expect(described).toBeGreaterThan(1000);
    expect(described).toBeLessThan(9900);
  },
);

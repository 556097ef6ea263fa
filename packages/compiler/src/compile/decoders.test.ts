import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadModel } from "@nestvec/runtime-node";
import { describe, expect, test } from "vitest";
import { encoderGolden, encoderSource } from "../testing/encoder-fixtures.ts";
import { changeSafetensors } from "../testing/safetensors.ts";
import { compileAlone, failure, largestDifference, temporaryFolder } from "../testing/sources.ts";

type Settings = Readonly<Record<string, unknown>>;

const configured = async (name: string, changes: Settings): Promise<string> =>
  encoderSource(name, join(await temporaryFolder(), "source"), changes);

/** The largest difference of the last layer's vectors from transformers'. */
async function difference(name: string, source: string): Promise<number> {
  const { pooling, cases } = await encoderGolden(name);
  const out = join(source, "../out");
  await compileAlone(source, { out, pooling: pooling ?? undefined });
  await using embedder = await loadModel(out, { isolation: "none", cacheBytes: 0 });
  const { vectors } = await embedder.embed(cases.map(({ ids }) => ids));
  return Math.max(...cases.map((row, index) => largestDifference(vectors[index] ?? [], row.vectors[3] ?? [])));
}

/** What the product promises of float32 against the reference in float64. */
const tolerance = 2e-6;

const older = { rope_parameters: undefined, layer_types: undefined };

describe("other words for the same model", () => {
  test.each<[string, string, Settings]>([
    [
      "gemma3-dense",
      "keys from before transformers 5",
      { ...older, rope_theta: 1_000_000, rope_local_base_freq: 10_000, rope_scaling: { rope_type: "linear", factor: 8 } },
    ],
    ["gemma3-dense", "a window of an odd number of tokens", { sliding_window: 41 }],
    [
      "qwen3",
      "keys from before transformers 5",
      { ...older, rope_theta: 1_000_000, rope_scaling: { type: "yarn", factor: 4, original_max_position_embeddings: 160 } },
    ],
    [
      "qwen3-bidirectional",
      "keys that say nothing",
      {
        ...older,
        rope_theta: 10_000,
        rope_scaling: null,
        sliding_window: null,
        max_window_layers: 0,
        num_key_value_heads: 2,
        attention_bias: null,
      },
    ],
    ["qwen3-window", "layers that are not listed", { layer_types: undefined }],
    ["qwen3-window", "what is said twice", { is_causal: true, rope_theta: 20_000 }],
  ])("%s: %s", async (name, _what, changes) => {
    expect(await difference(name, await configured(name, changes))).toBeLessThan(tolerance);
  });

  test("tensors of a model that writes texts", async () => {
    const source = await configured("qwen3", {});
    await changeSafetensors(join(source, "model.safetensors"), (header) => {
      for (const [name, entry] of Object.entries(header)) {
        if (name === "__metadata__") continue;
        delete header[name];
        header[`model.${name}`] = entry;
      }
      return undefined;
    });
    expect(await difference("qwen3", source)).toBeLessThan(tolerance);
  });
});

describe("each of these settings is computed with", () => {
  test.each<[string, Settings]>([
    ["gemma3-dense", { sliding_window: 38 }],
    ["gemma3-dense", { sliding_window: 42 }],
    ["gemma3-dense", { use_bidirectional_attention: false }],
    ["gemma3-dense", { query_pre_attn_scalar: 21 }],
    ["gemma3-dense", { rms_norm_eps: 1e-3 }],
    ["gemma3-causal", { sliding_window: 39 }],
    ["gemma3-causal", { sliding_window: 41 }],
    ["qwen3", { is_causal: false }],
    ["qwen3", { rms_norm_eps: 1e-3 }],
    ["qwen3-window", { sliding_window: 32 }],
    ["qwen3-window", { sliding_window: 34 }],
    ["qwen3-window", { use_sliding_window: false, layer_types: undefined }],
  ])("%s: %j", async (name, changes) => {
    expect(await difference(name, await configured(name, changes))).toBeGreaterThan(20 * tolerance);
  });
});

describe("what is not written is refused by name", () => {
  test.each<[string, Settings, string]>([
    ["gemma3-dense", { model_type: "gemma3" }, `"model_type" is the text "gemma3"; it must be one that can be compiled: modernbert,`],
    ["gemma3-dense", { attn_logit_softcapping: 50 }, `"attn_logit_softcapping" is 50; it must be left out, or null`],
    ["gemma3-dense", { is_causal: false }, `"is_causal" is false; it must be true, or left out: use_bidirectional_attention says it`],
    ["gemma3-dense", { use_bidirectional_attention: "all" }, `"use_bidirectional_attention" is the text "all"; it must be true or false`],
    ["gemma3-dense", { sliding_window: null }, `"sliding_window" is null; it must be a whole number of at least 1`],
    ["gemma3-dense", { head_dim: 20 }, `"head_dim" is 20; it must be a multiple of 8`],
    ["gemma3-dense", { head_dim: 32 }, `"layers.0.self_attn.q_proj.weight" is a tensor [48, 32]; it must be [64, 32], as config.json says`],
    ["gemma3-dense", { num_key_value_heads: 3 }, `"num_key_value_heads" is 3; it must be a number that divides 2, the heads`],
    ["gemma3-dense", { num_key_value_heads: 2 }, `"layers.0.self_attn.k_proj.weight" is a tensor [24, 32]; it must be [48, 32]`],
    ["gemma3-dense", { attention_bias: true }, `"layers.0.self_attn.q_proj.bias" is missing`],
    ["gemma3-dense", { hidden_activation: "gelu_10" }, `"hidden_activation" is the text "gelu_10"`],
    ["gemma3-dense", { rope_parameters: { rope_theta: 10_000 } }, `"rope_parameters.sliding_attention" is missing`],
    [
      "gemma3-dense",
      { rope_local_base_freq: 5000 },
      `"rope_local_base_freq" is 5000; it must be as rope_parameters.sliding_attention.rope_theta`,
    ],
    ["qwen3", { model_type: "qwen3_moe" }, `"model_type" is the text "qwen3_moe"`],
    ["qwen3", { rope_parameters: { rope_type: "dynamic", factor: 2 } }, `"rope_parameters.rope_type" is the text "dynamic"`],
    ["qwen3", { rope_parameters: undefined, rope_scaling: { rope_type: "longrope" } }, `"rope_scaling.rope_type" is the text "longrope"`],
    [
      "qwen3",
      { rope_scaling: { rope_type: "linear", factor: 2 } },
      `"rope_scaling" is an object; it must be left out beside rope_parameters`,
    ],
    ["qwen3", { partial_rotary_factor: 0.5 }, `"partial_rotary_factor" is 0.5; it must be 1 or left out`],
    [
      "qwen3",
      { auto_map: { AutoModel: "modeling_two_sides.Model" } },
      `"auto_map.AutoModel" is the text "modeling_two_sides.Model"; it must be left out`,
    ],
    [
      "qwen3-window",
      { use_sliding_window: false },
      `"sliding_window" is switched off, while layer_types lists layers of type sliding_attention`,
    ],
    ["qwen3-window", { sliding_window: null }, `"sliding_window" is null; it must be a whole number of at least 1`],
    ["qwen3-window", { is_causal: false }, `"is_causal" is false; it must be true, or left out: windows of both sides`],
  ])("%s: %j", async (name, changes, expected) => {
    const source = await configured(name, changes);
    const { message } = await failure(compileAlone(source, { out: join(source, "../out"), pooling: "mean" }));
    expect(message).toContain(expected);
    expect(await readdir(join(source, ".."))).toEqual(["source"]);
  });

  test("a norm that is missing", async () => {
    const source = await configured("qwen3", {});
    await changeSafetensors(join(source, "model.safetensors"), (header) => {
      delete header["layers.1.self_attn.k_norm.weight"];
      return undefined;
    });
    const { message } = await failure(compileAlone(source, { out: join(source, "../out"), pooling: "last" }));
    expect(message).toContain(`"layers.1.self_attn.k_norm.weight" is missing; it must be there: a tensor [24].`);
  });

  test("settings that Sentence Transformers passes on", async () => {
    const source = await configured("qwen3", {});
    await writeFile(join(source, "sentence_bert_config.json"), JSON.stringify({ config_args: { is_causal: false } }));
    const { message } = await failure(compileAlone(source, { out: join(source, "../out"), pooling: "last" }));
    expect(message).toContain('sentence_bert_config.json: "config_args.is_causal" is false; it must be left out');
  });

  test("Dense modules whose weights are missing", async () => {
    const source = await configured("gemma3-dense", {});
    await rm(join(source, "3_Dense/model.safetensors"));
    const { code, message } = await failure(compileAlone(source, { out: join(source, "../out") }));
    expect(code).toBe("FILE_MISSING");
    expect(message).toContain("3_Dense/model.safetensors");
  });
});

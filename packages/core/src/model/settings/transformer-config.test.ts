import { expect, test } from "vitest";
import { parseTransformerConfig } from "./transformer-config.ts";

const parse = (value: unknown) => parseTransformerConfig({ file: "config.json", key: "", value });

test("what BERT's config says", () => {
  const bert = {
    model_type: "bert",
    hidden_size: 384,
    num_hidden_layers: 6,
    num_attention_heads: 12,
    max_position_embeddings: 512,
    vocab_size: 30522,
    pad_token_id: 0,
    bos_token_id: null,
  };
  expect(parse(bert)).toEqual({
    file: "config.json",
    modelType: "bert",
    tokenizerClass: undefined,
    nameOrPath: undefined,
    layers: 6,
    width: 384,
    heads: 12,
    keyValueHeads: 12,
    headWidth: 32,
    firstPosition: 0,
    positions: 512,
    vocabularySize: 30522,
    tasks: [],
    taskPrompts: {},
    specialTokenIds: { pad_token_id: 0 },
  });
});

test("DistilBERT, Nomic and T5 have other names for the same", () => {
  expect(parse({ n_layers: 6, n_heads: 12, dim: 768, max_position_embeddings: 512 })).toMatchObject({
    layers: 6,
    width: 768,
    heads: 12,
    positions: 512,
  });
  expect(parse({ n_layer: 12, n_embd: 768, n_positions: 8192 })).toMatchObject({ layers: 12, width: 768, positions: 8192 });
  expect(parse({ num_layers: 24, d_model: 1024 })).toMatchObject({ layers: 24, width: 1024, positions: undefined });
});

test("heads of keys and values, and the numbers of each", () => {
  const qwen = { hidden_size: 1024, num_attention_heads: 16, num_key_value_heads: 8, head_dim: 128 };
  expect(parse(qwen)).toMatchObject({ heads: 16, keyValueHeads: 8, headWidth: 128 });
  expect(parse({ hidden_size: 768 })).toMatchObject({ keyValueHeads: undefined, headWidth: undefined });
});

test.each(["roberta", "xlm-roberta", "camembert", "mpnet"])("%s numbers positions from pad_token_id + 1", (model_type) => {
  expect(parse({ model_type, max_position_embeddings: 514, pad_token_id: 1 })).toMatchObject({ positions: 512, firstPosition: 2 });
  expect(parse({ model_type, max_position_embeddings: 514 }).positions).toBe(512);
});

test("tasks, and their prompts", () => {
  const jina = {
    lora_adaptations: ["retrieval.query", "separation"],
    task_instructions: { separation: "", "retrieval.query": "Represent: " },
  };
  expect(parse(jina)).toMatchObject({
    tasks: ["retrieval.query", "separation"],
    taskPrompts: { separation: "", "retrieval.query": "Represent: " },
  });
});

test("the text part of a model of several kinds of input goes first", () => {
  const both = {
    hidden_size: 2048,
    vocab_size: 9,
    text_config: { hidden_size: 768, model_type: "xlm-roberta", max_position_embeddings: 514 },
  };
  expect(parse(both)).toMatchObject({ width: 768, vocabularySize: 9, positions: 512 });
});

test("-1 and null are no limit and no token; of several end tokens none is the one", () => {
  expect(parse({ max_position_embeddings: -1, pad_token_id: -1, eos_token_id: [1, 2], cls_token_id: 3 })).toMatchObject({
    positions: undefined,
    specialTokenIds: { cls_token_id: 3 },
  });
});

test.each([
  ["abc", "", 'the text "abc"', "a JSON object"],
  [{ hidden_size: "768" }, "hidden_size", 'the text "768"', "a whole number from 1 to 65536"],
  [{ num_hidden_layers: 0 }, "num_hidden_layers", "0", "a whole number of at least 1"],
  [{ n_layers: 1.5 }, "n_layers", "1.5", "a whole number of at least 1"],
  [{ vocab_size: {} }, "vocab_size", "an object", "a whole number of at least 1"],
  [{ max_position_embeddings: -2 }, "max_position_embeddings", "-2", "a whole number of at least 1"],
  [{ model_type: "roberta", max_position_embeddings: 2 }, "max_position_embeddings", "2", "a whole number of at least 3"],
  [{ model_type: 3 }, "model_type", "3", "a text"],
  [{ pad_token_id: "[PAD]" }, "pad_token_id", 'the text "[PAD]"', "a token id, or null"],
  [{ text_config: { hidden_size: -1 } }, "text_config.hidden_size", "-1", "a whole number from 1 to 65536"],
  [{ lora_adaptations: "retrieval" }, "lora_adaptations", 'the text "retrieval"', "a list of at least one"],
  [{ task_instructions: { retrieval: 1 } }, "task_instructions.retrieval", "1", "a text"],
  [{ text_config: 1 }, "text_config", "1", "a JSON object"],
])("%j is refused", (value, key, found, expected) => {
  expect(() => parse(value)).toThrow(
    expect.objectContaining({ code: "CONFIG_INVALID", details: { file: "config.json", key, found, expected } }),
  );
});

import { expect, test } from "vitest";
import { parseTextModule, requireOwnSettings } from "./text-module-config.ts";

const check = (value: unknown) => () => requireOwnSettings({ file: "x.json", key: "", value });
const parse = (value: unknown) => parseTextModule({ file: "x.json", key: "", value });

test("what is read of a transformer module", () => {
  expect(parse({ max_seq_length: 256, do_lower_case: false })).toEqual({ maxTokens: 256, lowerCases: false });
  expect(parse({ max_seq_length: null, do_lower_case: true })).toEqual({ maxTokens: undefined, lowerCases: true });
  // As Sentence Transformers 6 writes it.
  const newer = {
    transformer_task: "feature-extraction",
    modality_config: { text: { method: "forward", method_output_name: "last_hidden_state" } },
    module_output_name: "token_embeddings",
    processing_kwargs: { text: { padding: true } },
    unpad_inputs: null,
    query_length: null,
  };
  expect(parse(newer)).toEqual({ maxTokens: undefined, lowerCases: false });
});

test.each([
  [{ max_seq_length: "256" }, "max_seq_length", 'the text "256"'],
  [{ do_lower_case: "yes" }, "do_lower_case", 'the text "yes"'],
  [{ transformer_task: "fill-mask" }, "transformer_task", 'the text "fill-mask"'],
  [{ module_output_name: "logits" }, "module_output_name", 'the text "logits"'],
  [{ modality_config: { message: { method: "forward" } } }, "modality_config.message", "an object"],
  [{ modality_config: { text: { method: "get_text_features" } } }, "modality_config.text.method", 'the text "get_text_features"'],
  [
    { modality_config: { text: { method: "forward", method_output_name: "pooler_output" } } },
    "modality_config.text.method_output_name",
    'the text "pooler_output"',
  ],
  [{ modality_config: { image: { method: "forward" } } }, "modality_config.text", "missing"],
  [{ query_expansion: { length: 32 } }, "query_expansion", "an object"],
  [{ query_length: 32 }, "query_length", "32"],
  [{ document_length: 32 }, "document_length", "32"],
  [{ tokenizer_args: { do_lower_case: true } }, "tokenizer_args.do_lower_case", "true"],
  [{ processor_kwargs: { model_max_length: 8 } }, "processor_kwargs.model_max_length", "8"],
  [{ processing_kwargs: { text: { max_length: 8 } } }, "processing_kwargs.text.max_length", "8"],
])("%j is refused", (value, key, found) => {
  const details = expect.objectContaining({ file: "x.json", key, found });
  expect(() => parse(value)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID", details }));
});

test("settings that make another model of the transformer are refused where it is read from its weights", () => {
  expect(
    check({ max_seq_length: 256, model_args: { torch_dtype: "bfloat16", attn_implementation: "sdpa" }, config_kwargs: null }),
  ).not.toThrow();
  expect(check({ config_args: { is_causal: false } })).toThrow('"config_args.is_causal" is false; it must be left out: write it into');
  expect(check({ model_kwargs: { num_hidden_layers: 6 } })).toThrow('"model_kwargs.num_hidden_layers" is 6');
});

import { expect, test } from "vitest";
import { parseModelMaxLength, parseSentenceConfig } from "./sentence-transformers-config.ts";

const at = (value: unknown) => ({ file: "x.json", key: "", value });
const refusal = (key: string, found: string) =>
  expect.objectContaining({ code: "CONFIG_INVALID", details: expect.objectContaining({ file: "x.json", key, found }) });

test("model_max_length, which is a huge number where there is none", () => {
  expect(parseModelMaxLength(at({ model_max_length: 512 }))).toBe(512);
  expect(parseModelMaxLength(at(JSON.parse('{"model_max_length": 1000000000000000019884624838656}')))).toBeUndefined();
  expect(parseModelMaxLength(at({}))).toBeUndefined();
  expect(() => parseModelMaxLength(at({ model_max_length: -5 }))).toThrow(refusal("model_max_length", "-5"));
  expect(() => parseModelMaxLength(at({ model_max_length: 0.5 }))).toThrow(refusal("model_max_length", "0.5"));
});

test("prompts and the default one", () => {
  const config = { prompts: { query: "query: ", document: "" }, default_prompt_name: "query" };
  expect(parseSentenceConfig(at(config))).toEqual({ prompts: config.prompts, defaultPrompt: "query" });
  expect(parseSentenceConfig(at({ __version__: {} }))).toEqual({ prompts: {}, defaultPrompt: null });
  expect(parseSentenceConfig(at({ prompts: null, default_prompt_name: null }))).toEqual({ prompts: {}, defaultPrompt: null });
  expect(parseSentenceConfig(at({ similarity_fn_name: "dot" }))).toMatchObject({ similarity: "dot" });
});

test("prompts that cannot be used", () => {
  expect(() => parseSentenceConfig(at({ prompts: ["query: "] }))).toThrow(refusal("prompts", "a list of 1"));
  expect(() => parseSentenceConfig(at({ prompts: { query: 3 } }))).toThrow(refusal("prompts.query", "3"));
  expect(() => parseSentenceConfig(at({ prompts: { query: "q" }, default_prompt_name: "other" }))).toThrow('it must be null or "query"');
  expect(() => parseSentenceConfig(at({ default_prompt_name: "toString" }))).toThrow("it must be null where there are no prompts");
});

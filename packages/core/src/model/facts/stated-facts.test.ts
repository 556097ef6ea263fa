import { describe, expect, test } from "vitest";
import { repositoryOf, statedFacts, type FactOptions, type FileFacts } from "./stated-facts.ts";

const none: FileFacts = { sentence: undefined, taskPrompts: {}, dimensions: undefined, width: 768, tokenWidth: 768 };
const withPrompts = (prompts: Record<string, string>, defaultPrompt: string | null = null): FileFacts => ({
  ...none,
  sentence: { prompts, defaultPrompt, similarity: undefined },
});
const nomic = { repository: "nomic-ai/nomic-embed-text-v1.5" };
const facts = (options: FactOptions, files: FileFacts = none) => statedFacts(options, files, repositoryOf(options, ""));

describe("prompts", () => {
  test("are what the caller says, else what the files say, else what is known", () => {
    const mine = { query: "find: " };
    const ofFiles = withPrompts({ query: "Q: ", document: "" }, "query");
    expect(facts({ ...nomic, prompts: mine }, ofFiles)).toMatchObject({
      prompts: mine,
      promptsFrom: "the option prompts",
      defaultPrompt: "query",
      isPromptNeeded: false,
    });
    expect(facts(nomic, ofFiles)).toMatchObject({
      prompts: { query: "Q: ", document: "" },
      promptsFrom: "config_sentence_transformers.json",
      defaultPrompt: "query",
      isPromptNeeded: false,
    });
    const known = facts(nomic);
    expect(known).toMatchObject({
      promptsFrom: "known repository nomic-ai/nomic-embed-text-v1.5",
      defaultPrompt: null,
      isPromptNeeded: true,
    });
    expect(known.prompts).toMatchObject({ search_query: "search_query: ", search_document: "search_document: " });
    expect(facts({})).toMatchObject({ prompts: {}, promptsFrom: "no file", isPromptNeeded: false });
  });

  test("that are empty are no statement where others are known, and one where none are", () => {
    const empty = withPrompts({ query: "", document: "" });
    expect(facts(nomic, empty).promptsFrom).toBe("known repository nomic-ai/nomic-embed-text-v1.5");
    expect(facts({}, empty)).toMatchObject({ prompts: { query: "", document: "" }, promptsFrom: "config_sentence_transformers.json" });
    expect(facts({ ...nomic, prompts: {} }, empty)).toMatchObject({
      prompts: {},
      promptsFrom: "the option prompts",
      isPromptNeeded: false,
    });
  });

  test("of tasks are the model's, too", () => {
    const files = { ...withPrompts({ query: "Q: " }), taskPrompts: { "retrieval.query": "R: ", query: "other" } };
    expect(facts({}, files)).toMatchObject({
      prompts: { "retrieval.query": "R: ", query: "Q: " },
      promptsFrom: "config_sentence_transformers.json",
    });
    expect(facts(nomic, { ...none, taskPrompts: { a: "A: " } })).toMatchObject({ prompts: { a: "A: " }, promptsFrom: "config.json" });
  });

  test("that the model card calls optional are not needed", () => {
    expect(facts({ repository: "BAAI/bge-small-en-v1.5" })).toMatchObject({
      isPromptNeeded: false,
      prompts: { query: "Represent this sentence for searching relevant passages: " },
    });
  });
});

describe("dimensions", () => {
  test("are what the caller says, else what the files list, else what is known", () => {
    const listed = { ...none, dimensions: { list: [768, 100], from: "matryoshka_config.json" } };
    expect(facts({ ...nomic, dimensions: [32, 768, 32] }, listed)).toMatchObject({
      dimensions: [768, 32],
      dimensionsFrom: "the option dimensions",
    });
    expect(facts(nomic, listed)).toMatchObject({ dimensions: [768, 100], dimensionsFrom: "matryoshka_config.json" });
    expect(facts(nomic)).toMatchObject({
      dimensions: [768, 512, 256, 128, 64],
      dimensionsFrom: "known repository nomic-ai/nomic-embed-text-v1.5",
      normsBeforeCut: true,
    });
    expect(facts({})).toMatchObject({ dimensions: undefined, dimensionsFrom: "no file", normsBeforeCut: false });
  });

  test("of a known repository do not count for a model of another width; those of files that are too long neither", () => {
    expect(facts(nomic, { ...none, width: 384 })).toMatchObject({ dimensions: undefined, dimensionsFrom: "no file" });
    const listed = { ...none, width: 512, tokenWidth: 512, dimensions: { list: [768, 256], from: "model_config.json" } };
    expect(facts({}, listed)).toMatchObject({ dimensions: [512, 256], dimensionsFrom: "model_config.json" });
  });
});

test.each([
  ["of several poolings, or after a wider Dense", 1536, [768, 256], [1536, 768, 256]],
  ["after a narrower Dense", 512, [768, 512, 256], [512, 256]],
  ["after a Dense of another length", 600, [768, 512, 256], [600, 512, 256]],
  ["of the hidden states' own length, as the files have it", 768, [512, 256], [512, 256]],
])("the dimensions that files list of a vector %s have its whole length first", (_, width, list, dimensions) => {
  expect(facts({}, { ...none, width, dimensions: { list, from: "model_config.json" } }).dimensions).toEqual(dimensions);
});

test.each([
  [{ prompts: "query: " }, '"prompts" is the text "query: "; it must be an object of texts'],
  [{ prompts: { query: 1 } }, '"prompts.query" is 1; it must be a text'],
  [{ dimensions: 256 }, '"dimensions" is 256; it must be a list'],
  [{ dimensions: [] }, '"dimensions" is an empty list'],
  [{ dimensions: [256, 769] }, '"dimensions[1]" is 769; it must be a whole number from 1 to 768'],
  [{ dimensions: [0.5] }, '"dimensions[0]" is 0.5'],
  [{ repository: 1 }, '"repository" is 1'],
])("%j is refused", (options, message) => {
  expect(() => facts(options as FactOptions)).toThrow(
    expect.objectContaining({ code: "ARGUMENT_INVALID", message: expect.stringContaining(message) }),
  );
});

import { expect, test } from "vitest";
import { choosePrompt, promptOfRole } from "./prompt.ts";

const prompts = { query: "q: ", Document: "d: ", STS: "s: " };
const model = { prompts, defaultPrompt: null };
const bare = { prompts: {}, defaultPrompt: null };

test.each([
  ["query", "query"],
  ["Query", "query"],
  ["DOCUMENT", "Document"],
  ["sts", "STS"],
])("%s names the prompt %s, whatever its case", (wish, name) => {
  expect(choosePrompt(model, wish)).toEqual({ name, text: prompts[name as keyof typeof prompts], asked: true });
});

test("the very name goes before one in another case, and of two others neither is guessed", () => {
  const two = { prompts: { query: "1", QUERY: "2" }, defaultPrompt: null };
  expect(choosePrompt(two, "QUERY").text).toBe("2");
  expect(() => choosePrompt(two, "Query")).toThrow('The model has no prompt "Query"; it has query, QUERY.');
});

test("the usual names mean none on a model without prompts; others, and names that a model with prompts has not, are refused", () => {
  for (const wish of ["query", "document", "Passage"]) expect(choosePrompt(bare, wish)).toEqual({ name: null, text: "", asked: false });
  expect(() => choosePrompt(bare, "classification")).toThrow("it has none");
  expect(() => choosePrompt(model, "passage")).toThrow("it has query, Document, STS");
});

test.each([
  ["each its own", model, "query", "Document"],
  ["none", bare, null, null],
  ["no query's before documents", { prompts: { query: "q: " }, defaultPrompt: "query" }, "query", null],
  ["no documents' before a query", { prompts: { passage: "p: " }, defaultPrompt: "passage" }, null, "passage"],
  ["a default of neither for both", { prompts: { STS: "s: " }, defaultPrompt: "STS" }, "STS", "STS"],
])("prompts of a search: %s", (_what, description, query, document) => {
  expect([promptOfRole(description, "query"), promptOfRole(description, "document")]).toEqual([query, document]);
});

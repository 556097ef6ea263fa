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
])("%s names the prompt %s, whatever its case", (prompt, name) => {
  expect(choosePrompt(model, { prompt }, [])).toEqual({ name, text: prompts[name as keyof typeof prompts] });
});

test("the very name goes before one in another case, and of two others neither is guessed", () => {
  const two = { prompts: { query: "1", QUERY: "2" }, defaultPrompt: null };
  expect(choosePrompt(two, { prompt: "QUERY" }, []).text).toBe("2");
  expect(() => choosePrompt(two, { prompt: "Query" }, [])).toThrow('The model has no prompt "Query"; it has query, QUERY.');
});

test("the usual names mean none on a model without prompts; others, and names that a model with prompts has not, are refused", () => {
  for (const prompt of ["query", "document", "Passage"]) expect(choosePrompt(bare, { prompt }, [])).toEqual({ name: null, text: "" });
  expect(() => choosePrompt(bare, { prompt: "classification" }, [])).toThrow("it has none");
  expect(() => choosePrompt(model, { prompt: "passage" }, [])).toThrow("it has query, Document, STS");
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

test("a role is as good as its prompt's name, a text of the caller's as a prompt, and only one of them may be given", () => {
  expect(choosePrompt(model, { role: "document" }, [])).toEqual({ name: "Document", text: "d: " });
  expect(choosePrompt(bare, { role: "query" }, [])).toEqual({ name: null, text: "" });
  expect(choosePrompt(model, { promptText: "own: " }, [])).toEqual({ name: null, text: "own: " });
  expect(() => choosePrompt(model, { prompt: "query", role: "query" }, [])).toThrow('"prompt"');
  expect(() => choosePrompt(model, { role: "answer" as "query" }, [])).toThrow('"role"');
});

test("token ids go without the prompt of their role, and are refused where one is asked for by name or as a text", () => {
  expect(choosePrompt(model, { role: "query" }, [[1]]).text).toBe("q: ");
  for (const options of [{ prompt: "query" }, { promptText: "own: " }]) {
    expect(() => choosePrompt(model, options, ["a", [1]])).toThrow("texts[1]");
  }
  expect(choosePrompt(model, { prompt: null }, [[1]]).text).toBe("");
});

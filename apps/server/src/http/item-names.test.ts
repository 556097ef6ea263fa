import { afterAll, beforeAll, expect, test } from "vitest";
import { post, serveForTest, type TestServer } from "../testing/serve-for-test.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest({ maxInputCharacters: 5000 });
});
afterAll(() => server.stop());

const many = (last: unknown): unknown[] => [...Array.from({ length: 617 }, () => "a"), last];
const ids = [101, 7592, 102];
const long = "word ".repeat(600);

test.each([
  ["/v1/embeddings", { input: many("") }, "input[617] is empty"],
  ["/v1/embeddings", { input: "" }, "input is empty"],
  ["/v1/embeddings", { input: [] }, "input holds nothing"],
  ["/v1/embeddings", { input: many(7) }, "input[617] must be a text or a list of token ids"],
  ["/v1/embeddings", { input: many([101, 1e9, 102]) }, "input[617] has the token id 1000000000 at position 1"],
  ["/v1/embeddings", { input: many([101, 1.5, 102]) }, "input[617][1] must be a token id"],
  ["/v1/embeddings", { input: many([7592]) }, "input[617] is token ids that do not begin with 101"],
  ["/v1/embeddings", { input: many(long) }, "input[617] has 602 tokens; 256 is the most"],
  ["/v1/embeddings", { input: many("a".repeat(5001)) }, "input[617] has 5001 characters; 5000 is the most"],
  ["/embed", { inputs: many("") }, "inputs[617] is empty"],
  ["/embed", { inputs: many(long), truncate: false }, "inputs[617] has 602 tokens"],
  ["/embed_all", { inputs: many([]) }, "inputs[617] is empty"],
  ["/similarity", { inputs: { source_sentence: "a", sentences: many("") } }, "inputs.sentences[617] is empty"],
  ["/similarity", { inputs: { source_sentence: "", sentences: ["a"] } }, "inputs.source_sentence is empty"],
  ["/rerank", { query: "a", texts: many("") }, "texts[617] is empty"],
  ["/rerank", { query: "a", documents: many({ text: "" }) }, "documents[617] is empty"],
  ["/rerank", { query: "", texts: ["a"] }, "query is empty"],
  ["/rerank", { query: long, texts: ["a"], truncate: false }, "query has 602 tokens"],
  ["/tokenize", { inputs: many("") }, "inputs[617] is empty"],
  ["/decode", { ids: [ids, [1e9]] }, "ids[1] has the token id 1000000000 at position 0"],
  ["/v2/embed", { texts: many(""), input_type: "clustering" }, "texts[617] is empty"],
  ["/v1/embed", { texts: many(7) }, "texts[617]: "],
  ["/v2/embed", { texts: many(long), input_type: "clustering", truncate: "NONE" }, "texts[617] has 602 tokens"],
  ["/v1/rerank", { query: "a", documents: many("") }, "documents[617] is empty"],
  ["/v2/rerank", { query: "a", documents: many({}) }, "documents[617] must be a text, or an object with a text"],
  ["/api/embed", { model: "nestvec-mini", input: many(long), truncate: false }, "input[617] has 602 tokens"],
  ["/api/embed", { model: "nestvec-mini", input: many(7) }, "input[617] must be a text"],
  ["/api/embeddings", { model: "nestvec-mini", prompt: "a".repeat(5001) }, "prompt has 5001 characters"],
  ["/nestvec/embed", { texts: many("") }, "texts[617] is empty"],
  ["/nestvec/search", { query: "a", texts: many("") }, "texts[617] is empty"],
  ["/nestvec/search", { query: "a", texts: many(7) }, "texts[617]: "],
  ["/api/v1/embeddings", { texts: many(" ") }, "texts[617] is empty, or white space alone"],
  ["/api/v1/similarity", { text1: "a", text2: "" }, "text2 is empty"],
  ["/api/v1/similarity/batch", { query: "a", candidates: many("") }, "candidates[617] is empty"],
])("%s names the item that is wrong", async (path, body, message) => {
  const { status, body: answer } = await post(server.url + path, body);
  expect([400, 413, 422]).toContain(status);
  const said = (answer.error?.message ?? answer.message ?? answer.error) as string;
  expect(said.slice(0, message.length)).toBe(message);
});

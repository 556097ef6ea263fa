import { expect, test } from "vitest";
import { graphUse } from "./2-forward.ts";

const inputs = [{ name: "input_ids", type: "int64", shape: ["rows", "tokens"] }];
const of = (...outputs: readonly (readonly [name: string, rank: number])[]) => ({
  inputs,
  outputs: outputs.map(([name, rank]) => ({ name, type: "float32", shape: Array<string>(rank).fill("any") })),
});

test.each([
  ["hidden states that are pooled here", of(["last_hidden_state", 3]), undefined, "last_hidden_state"],
  ["hidden states beside a pooled output", of(["sentence_embedding", 2], ["token_embeddings", 3]), undefined, "token_embeddings"],
  ["an output that the model names", of(["mine", 3], ["last_hidden_state", 3]), "mine", "mine"],
  ["a shape that the graph leaves open", of(["embeddings", 0]), undefined, "embeddings"],
  ["a graph that pools inside", of(["sentence_embedding", 2], ["pooler_output", 2]), undefined, undefined],
])("vectors of tokens are found: %s", (_what, session, stated, expected) => {
  expect(graphUse(session, "model.onnx", { stated }).tokenOutput).toBe(expected);
});

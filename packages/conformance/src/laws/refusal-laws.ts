import type { Embedder } from "@nestvec/core";
import { expect, it } from "vitest";
import { expectClose } from "../reference/closeness.ts";
import { smallTable, smallWidth, type SmallGraphOptions } from "../graphs/small-graph.ts";

/** The laws of graphs that cannot be used, and of answers that are no vectors. `open` opens a small graph with mean pooling. */
export function refusalLaws(open: (graph: SmallGraphOptions) => Promise<Embedder>): void {
  it("is refused by name where an input is unknown or of another type", async () => {
    const unknown = open({ inputs: { input_ids: "int64", attention_mask: "int64", language: "int64" } });
    await using embedder = await unknown;
    await expect(embedder.embed(["a"])).rejects.toMatchObject({ code: "GRAPH_INPUT_UNKNOWN", details: { input: "language" } });
    await using floats = await open({ inputs: { input_ids: "int64", attention_mask: "float32" } });
    await expect(floats.embed(["a"])).rejects.toMatchObject({ code: "GRAPH_INVALID" });
  });

  it("is refused at its first use where it has no input_ids", async () => {
    await using embedder = await open({ inputs: { attention_mask: "int64" } });
    await expect(embedder.embed(["a"])).rejects.toMatchObject({ code: "GRAPH_INVALID", details: { graph: "model.onnx" } });
  });

  it("is refused where no output can be a vector", async () => {
    await using embedder = await open({ output: "logits" });
    await expect(embedder.embed(["a"])).rejects.toMatchObject({ code: "GRAPH_OUTPUT_UNKNOWN", details: { outputs: ["logits"] } });
  });

  it("that gives NaN is an error that names the text", async () => {
    await using embedder = await open({ poison: 9 });
    await expect(embedder.embed([[7], [7, 9]])).rejects.toMatchObject({ code: "OUTPUT_NOT_FINITE", details: { text: 1 } });
    expectClose(
      (await embedder.embed([[7]], { normalize: false })).data,
      smallTable().slice(7 * smallWidth, 8 * smallWidth),
      0,
      "the embedder still works",
    );
  });
}

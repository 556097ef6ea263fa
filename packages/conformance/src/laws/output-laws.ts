import { expect, it } from "vitest";
import { expectClose } from "../reference/closeness.ts";
import { smallTable, smallWidth } from "../graphs/small-graph.ts";
import type { OpenGraph } from "./open-graph.ts";

const table = smallTable();
const rowOf = (id: number): Float32Array => table.slice(id * smallWidth, (id + 1) * smallWidth);
const raw = { normalize: false };

/** The laws of outputs that few models have. */
export function outputLaws(open: OpenGraph): void {
  it("may give its only vectors under any name, and info says so", async () => {
    for (const pooled of [true, false]) {
      await using embedder = await open({ output: "my_vectors", pooled });
      expectClose((await embedder.embed([[7]], raw)).data, rowOf(7), 1e-6, `pooled: ${pooled}`);
      expect((await embedder.info()).notes.join()).toContain(`its only one that can be vectors, "my_vectors"`);
    }
  });

  it("that has several outputs of unknown names is refused with all of them", async () => {
    await using embedder = await open({ output: "my_vectors", alsoPooled: "other_vectors" }, {});
    await expect(embedder.embed([[7]])).rejects.toMatchObject({
      code: "GRAPH_OUTPUT_UNKNOWN",
      details: { outputs: ["my_vectors", "other_vectors"] },
    });
  });

  it("that pools and gives hidden states besides has a space for each, and for both where its own pooling is not read", async () => {
    await using pooling = await open({ alsoPooled: true }, { pooling: undefined });
    const { space } = await pooling.embed([[7]]);
    expect((await pooling.embedTokens([[7]])).space).toBe(`${space}/tokens`);
    await using pooled = await open({ alsoPooled: true }, { pooling: "mean" });
    expect((await pooled.embedTokens([[7]])).space).toBe((await pooled.embed([[7]])).space);
  });

  it("may give 8 bits: those of int8 are numbers as they are, of uint8 only if the graph says which is 0", async () => {
    for (const pooled of [true, false]) {
      await using int8 = await open({ outputType: "int8", pooled });
      // Half of a rounded hundredth.
      expectClose(
        (await int8.embed([[7]], raw)).data.map((number) => number / 100),
        rowOf(7),
        0.005 + 1e-6,
        `pooled: ${pooled}`,
      );
      await using uint8 = await open({ outputType: "uint8", pooled });
      await expect(uint8.embed([[7]])).rejects.toMatchObject({ code: "GRAPH_INVALID", message: expect.stringContaining("is uint8") });
    }
  });

  it("that quantizes its output is read as the numbers that it stands for", async () => {
    for (const [outputType, zeroPoint] of [
      ["uint8", 110],
      ["int8", -20],
    ] as const) {
      const outputScale = { scale: 0.008, zeroPoint };
      await using embedder = await open({ outputType, outputScale, pooled: true, output: "sentence_embedding_quantized" });
      const { vectors } = await embedder.embed([[7], [9, 9, 9]], raw);
      // Half of the scale.
      expectClose(vectors[0], rowOf(7), 0.004 + 1e-6, outputType);
      expectClose(vectors[1], rowOf(9), 0.004 + 1e-6, outputType);
      expect((await embedder.info()).notes.join()).toContain(`(n ${zeroPoint < 0 ? "+" : "-"} ${Math.abs(zeroPoint)}) × 0.008,`);
    }
  });
}

import { expect, it } from "vitest";
import { expectClose } from "../reference/closeness.ts";
import { smallTable, smallWidth } from "../graphs/small-graph.ts";
import type { OpenGraph } from "./open-graph.ts";

const table = smallTable();
const rowOf = (id: number): Float32Array => table.slice(id * smallWidth, (id + 1) * smallWidth);

/** Texts of one token, a few and many, as ids. The mean of a text of equal ids is that id's row. */
const texts = [[7], [9, 9, 9, 9, 9], [5, 5], [11], [3, 3, 3], [8, 8, 8, 8, 8, 8], [4]];
const expected = texts.map(([id = 0]) => rowOf(id));

/** The laws of graphs that do not take every batch. `open` opens a small graph, by default with mean pooling. */
export function shapeLaws(open: OpenGraph): void {
  it("that is quantized dynamically gives a text the same vector in any company", async () => {
    await using embedder = await open({ quantized: true });
    expect((await embedder.info()).notes.join()).toContain("DynamicQuantizeLinear");
    const raw = { normalize: false };
    const alone: Float32Array[] = [];
    for (const text of texts) alone.push((await embedder.embed([text], raw)).data);
    const together = embedder.embed(texts, raw);
    const backwards = embedder.embed(texts.toReversed(), raw);
    const separate = Promise.all(texts.map(async (text) => (await embedder.embed([text], raw)).data));
    for (const [text, vector] of alone.entries()) {
      expectClose((await together).vectors[text], vector, 0, `text ${text} in a batch`);
      expectClose((await backwards).vectors.toReversed()[text], vector, 0, `text ${text} in a batch the other way round`);
      expectClose((await separate)[text], vector, 0, `text ${text} in a call of its own`);
    }
    const [tokens] = (await embedder.embedTokens(texts)).tokenVectors;
    expectClose(tokens, alone[0] ?? [], 0, "vectors of tokens");
  });

  it("that was exported for batches of one size is fed with no others", async () => {
    for (const rows of [1, 4]) {
      await using embedder = await open({ rows });
      expect((await embedder.info()).notes.join()).toContain(`exported for batches of ${rows} text`);
      const calls = [embedder.embed(texts, { normalize: false }), ...texts.map((text) => embedder.embed([text], { normalize: false }))];
      const [together, ...alone] = await Promise.all(calls);
      // 1e-6: sums of a few numbers below 1 in float32.
      for (const [text, vector] of expected.entries()) {
        expectClose(together?.vectors[text], vector, 1e-6, `text ${text}, ${rows} rows`);
        expectClose(alone[text]?.data, vector, 1e-6, `text ${text} in a call of its own, ${rows} rows`);
      }
    }
  });

  it("that was exported for one length is fed with that, and longer texts are cut to it", async () => {
    await using embedder = await open({ tokens: 6 });
    expect(await embedder.info()).toMatchObject({ maxTokens: 6, maxTokensFrom: "model.onnx: its inputs' fixed length" });
    const long = [9, 9, 9, 9, 9, 9, 7, 7, 7];
    const { vectors, truncated } = await embedder.embed([...texts, long], { normalize: false });
    for (const [text, vector] of expected.entries()) expectClose(vectors[text], vector, 1e-6, `text ${text}`);
    expectClose(vectors.at(-1), rowOf(9), 1e-6, "the beginning of a long text");
    expect(truncated).toEqual([...texts.map(() => false), true]);
    await expect(embedder.embed([long], { truncate: "none" })).rejects.toMatchObject({ code: "TEXT_TOO_LONG", details: { limit: 6 } });
    expect((await embedder.embedTokens(texts)).tokenVectors.map(({ length }) => length / smallWidth)).toEqual(
      texts.map(({ length }) => length),
    );
  });

  it("that was exported for one length without a mask is refused: padding would be read as text", async () => {
    await using embedder = await open({ inputs: { input_ids: "int64" }, tokens: 6 });
    await expect(embedder.embed([[7]])).rejects.toMatchObject({ code: "GRAPH_INVALID", details: { graph: "model.onnx" } });
  });

  it("that pools and gives hidden states, too, is pooled as the caller asks", async () => {
    const text = [7, 9, 9, 9];
    await using pooling = await open({ alsoPooled: true }, {});
    await using cls = await open({ alsoPooled: true }, { pooling: "cls" });
    const own = (await pooling.embed([text], { normalize: false })).data;
    expectClose(
      own,
      rowOf(9).map((number, d) => (3 * number + (rowOf(7)[d] ?? 0)) / 4),
      1e-6,
      "the graph's own mean",
    );
    expectClose((await cls.embed([text], { normalize: false })).data, rowOf(7), 1e-6, "the first token");
  });

  it("that only pools refuses another pooling", async () => {
    await using embedder = await open({ pooled: true }, { pooling: "cls" });
    await expect(embedder.embed(["a"])).rejects.toMatchObject({
      code: "ARGUMENT_INVALID",
      message: expect.stringMatching(/^"pooling" is the text "cls"; it must be left out for this model: its graph "model.onnx" gives/),
    });
  });
}

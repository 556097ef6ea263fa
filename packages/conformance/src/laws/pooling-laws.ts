import { expect, it } from "vitest";
import { expectClose } from "../reference/closeness.ts";
import { smallTable, smallWidth } from "../graphs/small-graph.ts";
import type { OpenGraph } from "./open-graph.ts";

const table = smallTable();
const rowOf = (id: number): Float32Array => table.slice(id * smallWidth, (id + 1) * smallWidth);
const meanOf = (ids: readonly number[]): Float32Array =>
  rowOf(0).map((_number, d) => ids.reduce((sum, id) => sum + (rowOf(id)[d] ?? 0), 0) / ids.length);
const raw = { normalize: false };

/** A prompt, and how many of its tokens Sentence Transformers leaves out with the tokenizer of tiny-modernbert: `<bos>` and five of its own. */
const promptText = "query: ";
const promptTokens = 6;
const withoutPrompt = { "1_Pooling/config.json": '{"pooling_mode": "mean", "include_prompt": false}' };

/** The laws of poolings that few models have. */
export function poolingLaws(open: OpenGraph): void {
  it("is pooled by several modes, whose vectors are put one after the other", async () => {
    await using embedder = await open({}, { pooling: ["last", "mean"] });
    expect(await embedder.info()).toMatchObject({ width: 2 * smallWidth, tokenWidth: smallWidth, pooling: { pooling: ["last", "mean"] } });
    const { vectors, dimension } = await embedder.embed([[7, 9, 11], [5]], raw);
    expect(dimension).toBe(2 * smallWidth);
    // 1e-6: sums of a few numbers below 1 in float32.
    expectClose(vectors[0], [...rowOf(11), ...meanOf([7, 9, 11])], 1e-6, "three tokens");
    expectClose(vectors[1], [...rowOf(5), ...rowOf(5)], 1e-6, "one token");
    const ofTokens = await embedder.embedTokens([[7, 9]]);
    expectClose(ofTokens.data, [...rowOf(7), ...rowOf(9)], 0, "vectors of tokens are as long as ever");
  });

  it("leaves the tokens of a prompt out of the pooling where the model's files say so", async () => {
    await using embedder = await open({}, { schedule: { maxWaste: 1 } }, withoutPrompt);
    const texts = ["a set of boxes", "nesting dolls", ""];
    const ids = (await embedder.tokenize(texts, { promptText })).map((text) => Array.from(text.ids));
    // The same ids without a prompt, in the same batch, are another vector.
    const [prompted, plain, bare] = await Promise.all([
      embedder.embed(texts, { ...raw, promptText }),
      embedder.embed(ids, raw),
      embedder.embed(texts, raw),
    ]);
    for (const [text, own] of ids.entries()) {
      expectClose(prompted.vectors[text], meanOf(own.slice(promptTokens)), 1e-6, `text ${text} with a prompt`);
      expectClose(plain.vectors[text], meanOf(own), 1e-6, `its ids without`);
    }
    const [first] = await embedder.tokenize(texts);
    expectClose(bare.vectors[0], meanOf(Array.from(first?.ids ?? [])), 1e-6, "a text without a prompt");
  });

  it("that pools a prompt itself is refused where the model's files leave prompts out", async () => {
    await using embedder = await open({ pooled: true }, {}, withoutPrompt);
    expect((await embedder.embed(["boxes"])).vectors).toHaveLength(1);
    const refusal = { code: "GRAPH_INVALID", message: expect.stringContaining("include_prompt") };
    await expect(embedder.embed(["boxes"], { promptText })).rejects.toMatchObject(refusal);
    // A caller with a prompt does not spoil the batch of one without. They meet in it, since the first batch holds up both.
    const alone = (await embedder.embed(["nesting dolls"])).data;
    const [, prompted, plain] = await Promise.allSettled([
      embedder.embed(["the first batch"]),
      embedder.embed(["boxes"], { promptText }),
      embedder.embed(["nesting dolls"]),
    ]);
    expect(prompted).toMatchObject({ status: "rejected", reason: refusal });
    // 1e-6: sums of a few numbers below 1 in float32, with other padding.
    expectClose(plain.status === "fulfilled" ? plain.value.data : undefined, alone, 1e-6, "a text without a prompt");
  });
}

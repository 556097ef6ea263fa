import type { Embedder } from "@nestvec/core";
import { expect, it } from "vitest";
import { expectClose } from "../reference/closeness.ts";
import { smallTable, smallVocabulary, smallWidth } from "../graphs/small-graph.ts";
import type { OpenGraph } from "./open-graph.ts";

const table = smallTable();
const rowOf = (id: number): Float32Array => table.slice(id * smallWidth, (id + 1) * smallWidth);
const last = { pooling: "last" } as const;
const left = { "tokenizer_config.json": '{"padding_side": "left"}' };

/** Texts of different lengths, as ids, each with another last token. */
const texts = [[7], [9, 9, 9, 9, 5], [5, 3], [3, 4, 6], [8, 8, 8, 8, 8, 9], [6, 4]];

/** Every text has its last token's row as its vector, alone and in a batch. 0: a row of the table is not computed with. */
async function expectLastRows(embedder: Embedder): Promise<void> {
  const raw = { normalize: false };
  const together = await embedder.embed(texts, raw);
  for (const [text, ids] of texts.entries()) {
    expectClose(together.vectors[text], rowOf(ids.at(-1) ?? 0), 0, `text ${text} in a batch`);
    expectClose((await embedder.embed([ids], raw)).data, rowOf(ids.at(-1) ?? 0), 0, `text ${text} alone`);
  }
}

/** The laws of decoders that are used as encoders, and of positions. */
export function decoderLaws(open: OpenGraph): void {
  it("of a decoder is fed empty caches, zeros as states, and no use_cache_branch", async () => {
    for (const type of ["float32", "float16"] as const) {
      await using embedder = await open({ caches: { type, heads: 2, width: 4 } }, last);
      await expectLastRows(embedder);
    }
  });

  it("whose caches do not declare their heads is fed those of config.json", async () => {
    const caches = { type: "float32", heads: "heads", width: "width" } as const;
    const config = { hidden_size: smallWidth, vocab_size: smallVocabulary, num_hidden_layers: 1 };
    const heads = { num_attention_heads: 4, num_key_value_heads: 2 };
    await using embedder = await open({ caches }, last, { "config.json": JSON.stringify({ ...config, ...heads }) });
    await expectLastRows(embedder);
    await using unknown = await open({ caches }, last, { "config.json": JSON.stringify(config) });
    await expect(unknown.embed([[7]])).rejects.toMatchObject({ code: "GRAPH_INVALID", message: expect.stringContaining("head_dim") });
  });

  it("has the same vectors and positions whichever side its tokenizer pads on", async () => {
    const inputs = { input_ids: "int64", attention_mask: "int64", position_ids: "int64" } as const;
    for (const files of [{}, left]) {
      await using embedder = await open({ inputs }, last, files);
      const { vectors } = await embedder.embed(texts, { normalize: false });
      for (const [text, ids] of texts.entries()) {
        const expected = rowOf(ids.at(-1) ?? 0).map((number) => number + ids.length - 1);
        expectClose(vectors[text], expected, 0, `text ${text}`);
      }
    }
  });

  it("of the RoBERTa family is fed places from the one after its padding token's", async () => {
    const inputs = { input_ids: "int64", attention_mask: "int64", position_ids: "int64" } as const;
    const config = { model_type: "roberta", pad_token_id: 1, hidden_size: smallWidth, vocab_size: smallVocabulary };
    // The vocabulary is not RoBERTa's.
    const tokenizerConfig = '{"tokenizer_class": "PreTrainedTokenizerFast"}';
    const more = { "config.json": JSON.stringify(config), "tokenizer_config.json": tokenizerConfig };
    await using embedder = await open({ inputs }, { pooling: "mean" }, more);
    const { vectors } = await embedder.embed([[7], [7, 7, 7]], { normalize: false });
    for (const [text, place] of [2, 3].entries()) {
      const expected = rowOf(7).map((number) => number + place);
      expectClose(vectors[text], expected, 1e-6, `a mean place of ${place}`);
    }
  });

  it("that takes its last position itself gets no padding there", async () => {
    await using padded = await open({ lastPosition: true }, {}, left);
    await expectLastRows(padded);
    await using fixed = await open({ lastPosition: true, tokens: 6 }, {}, left);
    await expectLastRows(fixed);
    // What is masked, and where positions begin, is on the other side, too.
    const inputs = { input_ids: "int64", attention_mask: "int64", position_ids: "int64" } as const;
    await using placed = await open({ lastPosition: true, tokens: 6, inputs }, {}, left);
    await using masked = await open({ pooled: true, tokens: 6 }, {}, left);
    const raw = { normalize: false };
    expectClose(
      (await placed.embed([[5, 3]], raw)).data,
      rowOf(3).map((number) => number + 1),
      1e-6,
      "the second place",
    );
    expectClose((await masked.embed([[5, 5]], raw)).data, rowOf(5), 1e-6, "a mean without padding");
    const stated = { "1_Pooling/config.json": '{"pooling_mode": "lasttoken"}' };
    await using byPooling = await open({ lastPosition: true }, {}, stated);
    await expectLastRows(byPooling);
  });
}

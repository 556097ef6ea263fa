import fc from "fast-check";
import { Tokenizer as Reference } from "tokenizers";
import { expect, test } from "vitest";
import { loadTokenizer } from "./load-tokenizer.ts";

const whole = { version: "1.0", truncation: null, padding: null, added_tokens: [], normalizer: null, pre_tokenizer: null };
const letters = [..."abc"];

test("words of more than 256 characters, and texts that are not divided into words, have the pieces that the reference gives them, by any rules", async () => {
  const word = fc.oneof(
    fc.string({ unit: fc.constantFrom(...letters), maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(...letters), minLength: 260, maxLength: 700 }),
    fc
      .tuple(fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 5 }), fc.nat(2))
      .map(([unit, more]) => unit.repeat(300) + "a".repeat(more)),
  );
  const rules = fc.uniqueArray(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 14, selector: String });
  await fc.assert(
    fc.asyncProperty(rules, word, async (chosen, given) => {
      const pieces = ["?", ...letters, "😀"];
      const merges: [string, string][] = [];
      for (const [left, right] of chosen) {
        const pair: [string, string] = [pieces[1 + (left % (pieces.length - 1))]!, pieces[1 + (right % (pieces.length - 1))]!];
        if (merges.some((known) => known.join(" ") === pair.join(" "))) continue;
        merges.push(pair);
        if (!pieces.includes(pair.join(""))) pieces.push(pair.join(""));
      }
      const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
      const json = { ...whole, post_processor: null, decoder: null, model: { type: "BPE", unk_token: "?", vocab, merges } };
      const tokenizer = loadTokenizer({
        tokenizerJson: json,
        tokenizerConfig: {},
        file: "t",
        vocabularySize: undefined,
        specialTokenIds: {},
      });
      const text = `${given}😀${given.slice(0, 40)}`;
      expect(tokenizer.encodeBody(text)).toEqual([...(await Reference.fromString(JSON.stringify(json)).encode(text)).getIds()]);
    }),
    { numRuns: 300 },
  );
});

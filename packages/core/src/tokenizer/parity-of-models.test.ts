import fc from "fast-check";
import { Tokenizer as Reference } from "tokenizers";
import { expect, test } from "vitest";
import { loadTokenizer } from "./load-tokenizer.ts";
import { smallTokenizers, textsFor, wholeTokenizer } from "./testing/small-tokenizers.ts";

// Small tokenizers of every model against the reference, the Rust crate `tokenizers`.
/** Offsets are those of the reference, which counts characters, or none. */
function expectOffsets(found: Int32Array, offsets: readonly (readonly number[])[], text: string): void {
  const units = [0];
  for (const character of text) units.push((units.at(-1) ?? 0) + character.length);
  const expected = offsets.flatMap((pair, token) => (found[2 * token] === -1 ? [-1, -1] : pair.map((index) => units[index])));
  expect([...found]).toEqual(expected);
}

test.each<[string, object]>(smallTokenizers)("%s gives the ids of the reference", async (name, parts) => {
  const json = wholeTokenizer(parts);
  const tokenizer = loadTokenizer({
    tokenizerJson: json,
    tokenizerConfig: {},
    file: "tokenizer.json",
    vocabularySize: undefined,
    specialTokenIds: {},
  });
  const reference = Reference.fromString(JSON.stringify(json));
  await fc.assert(
    fc.asyncProperty(textsFor(name), async (each) => {
      const encoding = await reference.encode(each);
      const ids = tokenizer.encodeBody(each);
      expect(ids).toEqual([...encoding.getIds()]);
      expectOffsets(tokenizer.offsets(each, ids), encoding.getOffsets(), each);
    }),
    { numRuns: 300 },
  );
});

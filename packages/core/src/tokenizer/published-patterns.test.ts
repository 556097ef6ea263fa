import { Tokenizer as Reference } from "tokenizers";
import { expect, test } from "vitest";
import { loadTokenizer } from "./load-tokenizer.ts";
import { publishedPatterns } from "./published-patterns.ts";

const fill = (unit: string, end = ""): string => unit.repeat(200_000 / unit.length) + end;

// Runs that a pattern gives back from. Were one of them read once for each of its characters, that would be 2 × 10¹⁰ steps,
// and the test would run out of time.
const texts = [
  fill(" "),
  fill(" ", "x"),
  fill("\n", "x"),
  fill(" \n", " x"),
  fill("A"),
  fill("A", "1"),
  fill("\u0301", "1"),
  fill("ʰ", "1"),
  fill("'"),
  fill("a'", "S"),
  fill("1"),
  fill("!", "\n"),
  fill("!/\n"),
];

test.each([...publishedPatterns])("%s takes linear time, and finds as many pieces as the reference", async (Regex) => {
  const tokenizerJson = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: "Split", pattern: { Regex }, behavior: "Isolated", invert: false },
    post_processor: null,
    decoder: null,
    // Every piece is unknown: only their number counts.
    model: { type: "WordLevel", vocab: { "[UNK]": 0 }, unk_token: "[UNK]" },
  };
  const files = { file: "tokenizer.json", vocabularySize: undefined, specialTokenIds: {} };
  const tokenizer = loadTokenizer({ tokenizerJson, tokenizerConfig: {}, ...files });
  const reference = Reference.fromString(JSON.stringify(tokenizerJson));
  for (const text of texts) expect(tokenizer.encodeBody(text).length).toBe((await reference.encode(text)).getLength());
});

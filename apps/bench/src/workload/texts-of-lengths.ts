import { NestvecError } from "@nestvec/core";
import { randomInt } from "d3-random";
import { words } from "./random-texts.ts";

/** Tokens of each text as a model counts them, special ones included and nothing cut off. */
export type CountTokens = (texts: readonly string[]) => Promise<readonly number[]>;

/**
 * Texts of about these lengths in tokens, by the tokenizer that counts. They are made of the words with the fewest tokens, as a rule one each. Every text
 * has at least one word. @throws NestvecError TOKENIZER_UNUSABLE where words are no tokens
 */
export async function textsOfLengths(lengths: readonly number[], countTokens: CountTokens, random: () => number): Promise<string[]> {
  const [first = "", ...others] = words;
  const [two = 0, three = 0, ...between] = await countTokens([
    `${first} ${first}`,
    `${first} ${first} ${first}`,
    ...others.map((word) => `${first} ${word} ${first}`),
  ]);
  // Between two others, since a tokenizer may treat the first and the last word of a text in its own way.
  const costs = [three, ...between].map((tokens) => tokens - two);
  const least = Math.min(...costs.filter((cost) => cost > 0));
  if (!Number.isFinite(least))
    throw new NestvecError("TOKENIZER_UNUSABLE", { file: "tokenizer.json", problem: "English words give no tokens" });
  const fit = words.filter((_, place) => costs[place] === least);
  const frame = two - 2 * (three - two);
  const draw = randomInt.source(random)(0, fit.length);
  return lengths.map((length) => {
    const count = Math.max(1, Math.round((length - frame) / least));
    return Array.from({ length: count }, () => fit[draw()] ?? "").join(" ");
  });
}

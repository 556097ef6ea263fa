import { NestvecError, type Embedder } from "@nestvec/core";

const someTexts = [
  "How do I reset my password?",
  "I forgot my login credentials.",
  "What is the weather like in Paris today?",
  "a",
  "Sliding windows and global layers alternate in this encoder; every third layer looks at the whole text. ".repeat(4),
];

/** Texts that the laws of an embedder are tried on, of at most so many tokens, and the tokens of each. */
export async function lawTexts(
  embedder: Embedder,
  mostTokens: number = Infinity,
): Promise<{ readonly texts: readonly string[]; readonly lengths: readonly number[] }> {
  const texts = (await hasTokensForNothing(embedder)) ? [...someTexts, ""] : someTexts;
  const lengths = (await embedder.tokenize(texts)).map(({ ids }) => ids.length);
  const fits = (place: number): boolean => (lengths[place] ?? 0) <= mostTokens;
  return { texts: texts.filter((_text, place) => fits(place)), lengths: lengths.filter((_length, place) => fits(place)) };
}

/** Whether the model has tokens for an empty text: the special ones that stand around every text. */
async function hasTokensForNothing(embedder: Embedder): Promise<boolean> {
  try {
    return (await embedder.tokenize([""])).every(({ ids }) => ids.length > 0);
  } catch (error) {
    if (NestvecError.is(error, "ARGUMENT_INVALID")) return false;
    throw error;
  }
}

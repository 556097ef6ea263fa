/**
 * How much of what the laws repeat is tried, for runtimes on which a run takes seconds, such as a GPU in software. Every law is still tried,
 * at every exit that it is about, and every text is compared with its reference at every cut.
 */
export interface LawsEffort {
  /** Orders in which a model's texts are tried, each at a cut of its own. Default 25. */
  readonly orders?: number;
  /**
   * How many texts of a model, which are compared with their reference among all of its texts, are compared again: alone at every cut, in
   * other orders, and as token ids. Default: all.
   */
  readonly repeatedTexts?: number;
  /**
   * Tokens that such a text may have, and one of those that the laws bring themselves, which have no reference. Default: any number; the longest
   * of the latter has about a hundred.
   */
  readonly repeatedTokens?: number;
}

/** The places of the texts that are compared again, spread evenly, by each text's tokens. */
export function repeatedPlaces(tokens: readonly number[], { repeatedTexts = Infinity, repeatedTokens = Infinity }: LawsEffort): number[] {
  const fit = [...tokens.keys()].filter((place) => (tokens[place] ?? 0) <= repeatedTokens);
  const count = Math.min(repeatedTexts, fit.length);
  return fit.filter((_place, index) => Math.floor((index * count) / fit.length) !== Math.floor(((index - 1) * count) / fit.length));
}

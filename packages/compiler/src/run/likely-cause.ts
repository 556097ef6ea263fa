/** The texts of one exit: which of them are wrong, and the tokens of each. */
export interface ComparedTexts {
  readonly isWrong: readonly boolean[];
  readonly tokens: readonly number[];
}

/** What the texts and exits that are wrong have in common, as a sentence without its end. Exits: shallowest first. */
export function likelyCause(exits: readonly ComparedTexts[]): string {
  const last = exits.at(-1);
  if (exits.length > 1 && last?.isWrong.includes(true) === false)
    return "The last exit is right, so the likely cause is the final norm: the published graphs of exits below the last pass it, or do not, other than config.json says (representation_contract)";
  const isAloneWrong = exits.some(({ isWrong, tokens }) => isWrong.some((is, text) => is && tokens[text] === 1));
  if (!isAloneWrong)
    return "A token alone is right, so the likely cause is the positions: RoPE or the window in config.json are not those of the published graphs";
  return "Texts of all lengths are wrong, so the likely cause is the pooling, or the graphs were exported from other weights";
}

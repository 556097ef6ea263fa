import type { TokenizedRow } from "../path/tokenized-row.ts";
import { describeValue } from "../describe-value.ts";
import { NestvecError } from "../errors.ts";
import type { TextInput, TokenizedText, TokenizeOptions } from "./embedder.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { choosePrompt } from "./prompt.ts";

/**
 * Step 1 with the model's own prompts and limit.
 * @throws NestvecError PROMPT_UNKNOWN, ARGUMENT_INVALID, TEXT_TOO_LONG, TOKEN_OUT_OF_RANGE
 */
export function tokenizeInputs(
  { description, tokenizer }: LoadedModel,
  texts: readonly TextInput[],
  { prompt: wish, truncate = "end", maxTokens = description.maxTokens }: TokenizeOptions,
): { readonly rows: readonly TokenizedRow[]; readonly prompt: string | null } {
  if (!Number.isInteger(maxTokens) || maxTokens < 1 || maxTokens > description.maxTokens) {
    const expected = `a whole number from 1 to ${description.maxTokens}, the limit that ${description.maxTokensFrom} gives`;
    throw new NestvecError("ARGUMENT_INVALID", { argument: "maxTokens", found: describeValue(maxTokens), expected });
  }
  const prompt = choosePrompt(description, wish);
  return { rows: tokenizer.tokenize(texts, { prompt, truncate, maxTokens }), prompt: prompt.name };
}

/** The tokens of each text. @see Embedder.tokenize */
export function tokenizeTexts(model: LoadedModel, texts: readonly TextInput[], options: TokenizeOptions = {}): readonly TokenizedText[] {
  return tokenizeInputs(model, texts, options).rows.map(({ ids, truncated }) => ({ ids, truncated, pieces: model.tokenizer.pieces(ids) }));
}

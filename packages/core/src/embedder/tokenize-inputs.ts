import { invalidArgument } from "../invalid-argument.ts";
import type { TokenizedRow } from "../path/tokenized-row.ts";
import type { TextInput, TokenizedText, TokenizeTextsOptions } from "./embedder.ts";
import type { LoadedModel } from "./loaded-model.ts";
import { choosePrompt } from "./prompt.ts";
import { tokenLimitOf } from "./token-limit-of.ts";

/** Characters that are tokenized at a stretch: about a tenth of a second, no longer than a batch holds the others. */
const stretch = 65_536;

/**
 * Step 1 with the model's own prompts and limit. Between long stretches of text other work has its turn, and `between` may throw.
 * @throws NestvecError PROMPT_UNKNOWN, ARGUMENT_INVALID, TEXT_TOO_LONG, TOKEN_OUT_OF_RANGE
 */
export async function tokenizeInputs(
  model: Pick<LoadedModel, "description" | "headers" | "tokenizer" | "after">,
  texts: readonly TextInput[],
  options: TokenizeTextsOptions,
  between: () => void = () => {},
): Promise<{ readonly rows: readonly TokenizedRow[]; readonly prompt: string | null }> {
  const { description, tokenizer, after } = model;
  const limit = tokenLimitOf(model);
  const { prompt: wish, truncate = tokenizer.truncate, maxTokens = limit.maxTokens, places = false } = options;
  if (!Number.isInteger(maxTokens) || maxTokens < 1 || maxTokens > limit.maxTokens) {
    const expected = `a whole number from 1 to ${limit.maxTokens}, the limit that ${limit.from} gives`;
    throw invalidArgument("maxTokens", maxTokens, expected);
  }
  if (!Array.isArray(texts)) {
    const expected = "a list of texts; for one text pass [text]";
    throw invalidArgument("texts", texts, expected);
  }
  const prompt = choosePrompt(description, wish);
  const rows: TokenizedRow[] = [];
  do {
    const firstPlace = rows.length;
    if (firstPlace > 0) {
      await new Promise<void>((resolve) => after(0, resolve));
      between();
    }
    const some: readonly TextInput[] = texts.slice(firstPlace, stretchEnd(texts, firstPlace));
    for (const row of tokenizer.tokenize(some, { prompt, truncate, maxTokens, firstPlace, places })) rows.push(row);
  } while (rows.length < texts.length);
  return { rows, prompt: prompt.name };
}

/** Where a stretch of texts ends that begins at some place. At least one text is in it. */
function stretchEnd(texts: readonly TextInput[], start: number): number {
  let characters = 0;
  let end = start;
  while (end < texts.length && characters < stretch) {
    const text: unknown = texts[end];
    characters += typeof text === "string" ? text.length + 1 : 1;
    end += 1;
  }
  return end;
}

/** The tokens of each text. @see Embedder.tokenize */
export async function tokenizeTexts(
  model: LoadedModel,
  texts: readonly TextInput[],
  options: TokenizeTextsOptions = {},
): Promise<readonly TokenizedText[]> {
  const { rows } = await tokenizeInputs(model, texts, options);
  return rows.map((row) => ({ ...row, pieces: model.tokenizer.pieces(row.ids) }));
}

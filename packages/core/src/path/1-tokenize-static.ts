import { NestvecError } from "../errors/nestvec-error.ts";
import type { TextInput } from "../engine/engine.ts";
import type { TableDescription } from "../model/tables/table-description.ts";
import { openTokenizer, type ModelTokenizer } from "./1-tokenize.ts";
import type { RowOptions, TokenizedRow } from "./tokenized-row.ts";

/**
 * The tokenizer of a static model, which puts no special tokens around a text and reads no tokenizer_config.json. `tokenizerJson` is the content of
 * its file.
 * @see TableDescription.library
 * @throws NestvecError TOKENIZER_UNUSABLE
 */
export function openStaticTokenizer(
  tokenizerJson: unknown,
  { library, tokenizerPath: file, tokens, truncate }: Pick<TableDescription, "library" | "tokenizerPath" | "tokens" | "truncate">,
): ModelTokenizer {
  const tokenizer = openTokenizer({
    tokenizerJson: { ...(tokenizerJson as object), post_processor: null },
    tokenizerConfig: { truncation_side: truncate === "start" ? "left" : "right" },
    file,
    vocabularySize: tokens,
    vocabularySizeFrom: "its table",
    specialTokenIds: {},
  });
  // It was checked by now.
  return library === "model2vec" ? asModel2Vec(tokenizer, tokenizerJson as TokenizerJson) : tokenizer;
}

/** The part of a tokenizer.json that model2vec looks at itself. */
interface TokenizerJson {
  readonly model: {
    readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[];
    readonly unk_token?: string | null;
    readonly unk_id?: number;
  };
  readonly added_tokens?: readonly { readonly id: number; readonly content: string }[] | null;
}

/** Cuts texts by their characters first, and leaves out unknown tokens last: `StaticModel.encode` and `tokenize` of model2vec. */
function asModel2Vec(tokenizer: ModelTokenizer, json: TokenizerJson): ModelTokenizer {
  const unknown = unknownId(json);
  let median: number | undefined;

  function cut(text: string, { prompt, truncate, maxTokens }: RowOptions): string {
    // Almost every text is shorter than so many tokens of one character.
    if (truncate !== "end" || prompt.text.length + text.length <= maxTokens) return text;
    median ??= medianLength(json);
    return firstCharacters(text, Math.max(0, maxTokens * median - Array.from(prompt.text).length));
  }

  function known({ ids, truncated, offsets }: TokenizedRow, index: number): TokenizedRow {
    if (unknown === undefined || !ids.includes(unknown)) return { ids, truncated, ...(offsets === undefined ? {} : { offsets }) };
    const kept = ids.filter((id) => id !== unknown);
    if (kept.length === 0) {
      const expected = "a text with at least one token that the model knows: others are left out";
      throw new NestvecError("ARGUMENT_INVALID", { argument: `texts[${index}]`, found: "a text of unknown tokens", expected });
    }
    const isKept = (at: number): boolean => ids[at] !== unknown;
    return { ids: kept, truncated, ...(offsets === undefined ? {} : { offsets: offsets.filter((_, at) => isKept(at >> 1)) }) };
  }

  return {
    ...tokenizer,
    tokenize(inputs, options) {
      const texts = Array.from(inputs, (input): TextInput => (typeof input === "string" ? cut(input, options) : input));
      const rows = tokenizer.tokenize(texts, options);
      return rows.map((row, at) => {
        const input = inputs[at];
        if (typeof input !== "string") return row;
        return known({ ...row, truncated: row.truncated || texts[at] !== input }, (options.firstText ?? 0) + at);
      });
    },
  };
}

/** The token for what is in no vocabulary, which an added token may be. */
function unknownId({ model: { vocab, unk_token: token, unk_id: id }, added_tokens: added }: TokenizerJson): number | undefined {
  if (Array.isArray(vocab)) return id;
  if (token === undefined || token === null) return undefined;
  return added?.find(({ content }) => content === token)?.id ?? (vocab as Readonly<Record<string, number>>)[token];
}

/** The median of the characters of all tokens, rounded down. */
function medianLength({ model: { vocab }, added_tokens: added }: TokenizerJson): number {
  const pieces = new Set(Array.isArray(vocab) ? vocab.map(([piece]: readonly [string, number]) => piece) : Object.keys(vocab));
  for (const { content } of added ?? []) pieces.add(content);
  const lengths = Int32Array.from(pieces, (piece) => Array.from(piece).length).toSorted();
  const [lower = 0, upper = 0] = [lengths[(lengths.length - 1) >> 1], lengths[lengths.length >> 1]];
  return Math.floor((lower + upper) / 2);
}

/** The first characters of a text, as Unicode counts them. */
function firstCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  for (let count = 0; count < most && end < text.length; count++) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

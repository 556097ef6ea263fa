import { invalidArgument } from "../../errors/arguments.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { readConfig } from "../../config/config-file.ts";
import { isWhole } from "../../config/config-readers.ts";
import type { Layout } from "../layout/find-layout.ts";
import type { TableDescription } from "../tables/table-description.ts";
import { parseModelMaxLength } from "../settings/sentence-transformers-config.ts";

/** How many tokens a text may have, and where that was read. */
export interface TokenLimit {
  readonly maxTokens: number;
  /** File and key, or `default`. */
  readonly from: string;
}

/** What a model's files state. */
export interface StatedLimit extends TokenLimit {
  /** The most that a caller may ask for. Left out: `maxTokens`. */
  readonly most?: number;
}

/** What holds where no file states a limit: the length that most encoders were made with. */
const defaultLimit: StatedLimit = { maxTokens: 512, from: "default", most: Number.MAX_SAFE_INTEGER };

/** A table has no positions: its limit may be raised. */
export const tableTokenLimit = ({ maxTokens, maxTokensFrom }: TableDescription): StatedLimit => ({
  maxTokens,
  from: maxTokensFrom,
  most: Number.MAX_SAFE_INTEGER,
});

/** Files that may state a limit. */
export interface LimitFiles {
  readonly source: FileSource;
  readonly layout: Layout;
  /** What Sentence Transformers cuts at, and the file that says so. */
  readonly sentence: number | undefined;
  readonly sentencePath: string | undefined;
  readonly tokenizerConfigPath: string | undefined;
}

/**
 * The limit that a model's files state: its own model_config.json, else what Sentence Transformers cuts at, unless
 * the model has no positions for so many tokens, else the smaller of what the tokenizer and the positions allow (as Sentence Transformers takes
 * it), else 512.
 * @throws NestvecError CONFIG_INVALID
 */
export async function statedTokenLimit({ source, layout, sentence, sentencePath, tokenizerConfigPath }: LimitFiles): Promise<StatedLimit> {
  const { config, transformer } = layout;
  const tokenizer = await readConfig(source, tokenizerConfigPath, parseModelMaxLength);
  if (config?.maxTokens !== undefined) return { maxTokens: config.maxTokens, from: `${config.file}: max_tokens` };
  const positions = transformer?.positions;
  if (sentence !== undefined && (positions === undefined || sentence <= positions))
    return { maxTokens: sentence, from: `${sentencePath}: max_seq_length` };
  if (sentence === undefined && tokenizer !== undefined && (positions === undefined || tokenizer <= positions))
    return { maxTokens: tokenizer, from: `${tokenizerConfigPath}: model_max_length` };
  return positions === undefined ? defaultLimit : { maxTokens: positions, from: `${transformer?.file}: max_position_embeddings` };
}

/**
 * The caller's limit, which must not be above the one that the model's files state.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function askedTokenLimit(asked: number | undefined, { maxTokens, from, most = maxTokens }: StatedLimit): TokenLimit {
  if (asked === undefined) return { maxTokens, from };
  if (isWhole(asked) && asked >= 1 && asked <= most) return { maxTokens: asked, from: "the option maxTokens" };
  const expected =
    most === Number.MAX_SAFE_INTEGER ? "a whole number of at least 1" : `a whole number from 1 to ${most}, the model's limit (${from})`;
  throw invalidArgument("maxTokens", asked, expected);
}

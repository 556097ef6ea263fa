import { requireSignal } from "../platform/abort.ts";
import { requireOptions, type OptionNames } from "../errors/arguments.ts";
import type { PlanOptions } from "../plan/plan.ts";
import type { Signal } from "../platform/platform.ts";
import type {
  CutOptions,
  DecodeOptions,
  EmbedOptions,
  EmbedStreamOptions,
  EmbedTokensOptions,
  SearchOptions,
  SimilarityOptions,
  TokenizeOptions,
  TokenizeTextsOptions,
  WarmUpOptions,
} from "./embedder.ts";

const cut: OptionNames<CutOptions> = { layer: true, dimension: true };
const tokenizing: OptionNames<TokenizeOptions> = {
  prompt: true,
  role: true,
  promptText: true,
  truncate: true,
  maxTokens: true,
};
const embedTokens: OptionNames<EmbedTokensOptions> = { ...cut, ...tokenizing, signal: true, deadlineMilliseconds: true, lane: true };
const embed: OptionNames<EmbedOptions> = { ...embedTokens, normalize: true };
const embedStream: OptionNames<EmbedStreamOptions> = { ...embed, windowTexts: true };
const similarity: OptionNames<SimilarityOptions> = embedTokens;
const { role: _role, ...ofQuery } = similarity;
const search: OptionNames<SearchOptions> = { ...ofQuery, topK: true, candidatePrompt: true, candidateLayer: true };
const tokenize: OptionNames<TokenizeTextsOptions> = { ...tokenizing, offsets: true };
const decode: OptionNames<DecodeOptions> = { skipSpecialTokens: true };
const plan: OptionNames<PlanOptions & { signal?: Signal }> = {
  minQuality: true,
  maxMilliseconds: true,
  tokens: true,
  table: true,
  signal: true,
};
const calibrate: OptionNames<{ signal?: Signal }> = { signal: true };
const warmUp: OptionNames<WarmUpOptions> = { layers: true, signal: true };

/** A method that takes options. */
type MethodWithOptions =
  | "embed"
  | "embedOne"
  | "embedStream"
  | "embedTokens"
  | "similarity"
  | "search"
  | "tokenize"
  | "decode"
  | "plan"
  | "calibrate"
  | "warmUp";

const names: Readonly<Record<MethodWithOptions, Readonly<Record<string, true>>>> = {
  embed,
  embedOne: embed,
  embedStream,
  embedTokens,
  similarity,
  search,
  tokenize,
  decode,
  plan,
  calibrate,
  warmUp,
};

/** The options of a method, which plain JavaScript may have given anything. @throws NestvecError ARGUMENT_INVALID */
export function checkedOptions<Options extends object>(method: MethodWithOptions, options: Options | undefined): Options | undefined {
  if (options === undefined) return undefined;
  requireOptions<Record<string, unknown>>(method, options, names[method]);
  if ("signal" in options) requireSignal(options.signal);
  return options;
}

import { field, flag, optional, text, type Reader } from "../config/config-readers.ts";
import { configInvalid, member, members, type ConfigValue } from "../config/config-value.ts";
import type { ClassParts, ClassSettings, TokenizerClass } from "./tokenizer-class.ts";
import { mergedAddedTokens } from "./merged-added-tokens.ts";
import { tokenName } from "./misfit.ts";
import { transformersClass } from "./transformers-class.ts";

/** What files beside tokenizer.json say of a tokenizer. */
export interface TokenizerSettings {
  /** tokenizer_config.json, or an empty object. */
  readonly config: ConfigValue;
  /** special_tokens_map.json, or an empty object. */
  readonly specialTokens: ConfigValue;
  /** `model_type` of config.json. */
  readonly modelType: string | undefined;
  /** `tokenizer_class` of config.json. */
  readonly modelClass: string | undefined;
  /** `do_lower_case` of Sentence Transformers' configuration: texts are lower-cased before all else. */
  readonly lowerCases: boolean;
}

/** A tokenizer.json as transformers and Sentence Transformers make it of all files. */
export interface MadeTokenizer {
  readonly json: ConfigValue;
  /** The same without the Lowercase that Sentence Transformers puts before it. */
  readonly ofTransformers: ConfigValue;
  /** The class that made its parts anew, where one did. */
  readonly madeBy: string | undefined;
}

/**
 * A tokenizer.json with what transformers 5 takes from tokenizer_config.json and special_tokens_map.json. Most of its classes keep only the
 * vocabulary, and sometimes the post-processor, of tokenizer.json and make the other parts anew. `add_bos_token` and `add_eos_token` do not count where
 * there is a tokenizer.json. At last Sentence Transformers puts a Lowercase before the normalizer, where it is told to and finds none.
 * @throws NestvecError CONFIG_INVALID
 */
export function asTransformers(json: ConfigValue, settings: TokenizerSettings): MadeTokenizer {
  const { config, modelType, modelClass, lowerCases } = settings;
  const named = transformersClass({ config, modelType, modelClass, isByteLevel: isByteLevel(json) });
  // A class that no file names cannot have made a file of another kind of model.
  const isStated = modelClass !== undefined || (member(config, "tokenizer_class").value ?? null) !== null;
  const madeBy = isStated || named?.kind === kindOf(member(json, "model")) ? named : undefined;
  const parts = madeBy === undefined ? undefined : partsOf(madeBy, json, settings);
  const merged = {
    ...(json.value as object),
    ...(madeBy === undefined || parts === undefined ? {} : replaced(json, parts, madeBy.kind)),
    added_tokens: mergedAddedTokens(json, settings, madeBy),
  };
  const normalizer = "normalizer" in merged ? merged.normalizer : null;
  const ofTransformers = { ...json, value: merged };
  const lowered = lowerCases ? lowerCased(normalizer) : normalizer;
  const isLowered = lowered !== normalizer;
  return {
    json: isLowered ? { ...json, value: { ...merged, normalizer: lowered } } : ofTransformers,
    ofTransformers,
    madeBy: madeBy?.name,
  };
}

const partNames = ["pre_tokenizer", "decoder"];

function isByteLevel(json: ConfigValue): boolean {
  return partNames.some((part) => /"type":"ByteLevel"/.test(JSON.stringify(member(json, part).value ?? null)));
}

function replaced(json: ConfigValue, { model, normalizer, pre_tokenizer, post_processor }: ClassParts, type: string): object {
  const { vocab, merges } = member(json, "model").value as { readonly vocab: unknown; readonly merges?: unknown };
  const kept = merges === undefined ? { vocab } : { vocab, merges };
  return {
    normalizer,
    pre_tokenizer,
    ...(post_processor === undefined ? {} : { post_processor }),
    model: { type, ...model, ...kept },
  };
}

function partsOf(made: TokenizerClass, json: ConfigValue, { config, specialTokens }: TokenizerSettings): ClassParts {
  const model = member(json, "model");
  const found = kindOf(model);
  if (found !== made.kind) {
    const expected = `a class for the ${found} model of ${json.file}`;
    throw configInvalid(member(config, "tokenizer_class"), expected, `${made.name}, which makes a ${made.kind} model`);
  }
  const vocab = member(model, "vocab");
  const pieces = Array.isArray(vocab.value) ? vocab.value : undefined;
  const ids = new Map(pieces?.map((piece: unknown, id) => [Array.isArray(piece) ? String(piece[0]) : "", id]) ?? idsOf(vocab));
  for (const token of addedIds(json)) if (!ids.has(token[0])) ids.set(...token);
  // Without "added_tokens_decoder", the older file goes first.
  const isNewer = member(config, "added_tokens_decoder").value !== undefined;
  const flagOrNull = (key: string): boolean | null => field(config, key, optional(flag)) ?? null;
  const settings: ClassSettings = {
    flag: (key, byDefault) => flagOrNull(key) ?? byDefault,
    flagOrNull,
    token(role) {
      const older = isNewer ? undefined : field(specialTokens, `${role}_token`, optional(tokenName));
      return older ?? field(config, `${role}_token`, optional(tokenName)) ?? made.special[role] ?? "";
    },
    withId(token) {
      const id = ids.get(token);
      if (id !== undefined) return [token, id];
      throw configInvalid(vocab, `a vocabulary with ${JSON.stringify(token)}, which ${made.name} puts around texts`, "one without it");
    },
    pieceIndex: (piece, byDefault) => ids.get(piece) ?? byDefault,
    charsmap: charsmapOf(json),
  };
  return made.make(settings);
}

const idsOf = (vocab: ConfigValue): (readonly [string, number])[] => members(vocab).map(({ name, value }) => [name, Number(value)]);

const addedIds = (json: ConfigValue): (readonly [string, number])[] => {
  const { value } = member(json, "added_tokens");
  return Array.isArray(value)
    ? value.map((token: { readonly content?: unknown; readonly id?: unknown }) => [String(token.content), Number(token.id)])
    : [];
};

/** Older files do not name the type of the model. */
function kindOf(model: ConfigValue): string {
  const stated = field(model, "type", optional(text));
  if (stated !== undefined) return stated;
  if (Array.isArray(member(model, "vocab").value)) return "Unigram";
  return member(model, "merges").value === undefined ? "WordPiece" : "BPE";
}

const partsOfSequence: Reader<readonly ConfigValue[]> = (at) => {
  const inner = member(at, "normalizers");
  if (!Array.isArray(inner.value)) return [at];
  return inner.value.map((value: unknown, index) => ({ file: at.file, key: `${inner.key}.${index}`, value }));
};

/** The first character map of the normalizer, where it is a part of its own or of a sequence. */
function charsmapOf(json: ConfigValue): readonly object[] {
  const found = field(json, "normalizer", optional(partsOfSequence))?.find((part) => member(part, "type").value === "Precompiled");
  return found === undefined ? [] : [found.value as object];
}

/** As Sentence Transformers: not where the normalizer is a Lowercase or a sequence that has one. */
function lowerCased(normalizer: unknown): object {
  const parts = normalizer === null || normalizer === undefined ? [] : partsIn(normalizer);
  const has = parts.some((part) => (part as { readonly type?: unknown }).type === "Lowercase");
  return has ? (normalizer as object) : { type: "Sequence", normalizers: [{ type: "Lowercase" }, ...parts] };
}

function partsIn(normalizer: unknown): readonly unknown[] {
  const { type, normalizers } = normalizer as { readonly type?: unknown; readonly normalizers?: unknown };
  return type === "Sequence" && Array.isArray(normalizers) ? normalizers : [normalizer];
}

import { field, oneOf, text, type Reader } from "../config/config-readers.ts";
import type { NestvecError } from "../errors/nestvec-error.ts";
import { configInvalid, keyOf, member, type ConfigValue } from "../config/config-value.ts";
import { tokenId } from "./vocabulary.ts";
import { anyListOf } from "./tokenizer-part.ts";

/** The ids of the special tokens that are put before and after a text. */
export interface SpecialTokens {
  readonly prefix: readonly number[];
  readonly suffix: readonly number[];
}

const none: SpecialTokens = { prefix: [], suffix: [] };

/** Reads the `post_processor` of a tokenizer.json, as far as it concerns a single text. @throws NestvecError CONFIG_INVALID */
export const readSpecialTokens: Reader<SpecialTokens> = (at) => {
  const found = at.value === undefined || at.value === null ? none : readers[field(at, "type", oneOf(types))](at);
  const tokens = found.prefix.length + found.suffix.length;
  if (tokens <= mostTokens) return found;
  throw tooMany(at, tokens);
};

const tooMany = (at: ConfigValue, tokens: number): NestvecError =>
  configInvalid(at, `one that puts at most ${mostTokens} tokens around a text`, `one that puts ${tokens}`);

/** Counted before they are read: a template may name a long list a thousand times. */
const fewIds: Reader<readonly number[]> = (at) => {
  if (Array.isArray(at.value) && at.value.length > mostTokens) throw tooMany(at, at.value.length);
  return anyListOf(tokenId)(at);
};

/** Published models put one or two at each end. */
const mostTokens = 64;

/** `[token, id]`, as the `cls` and the `sep` of BERT and RoBERTa. */
const tokenWithId: Reader<number> = (at) => {
  if (Array.isArray(at.value) && at.value.length === 2) return tokenId({ file: at.file, key: keyOf(at, 1), value: at.value[1] as unknown });
  throw configInvalid(at, "a token with its id");
};

const startAndEnd: Reader<SpecialTokens> = (at) => ({ prefix: [field(at, "cls", tokenWithId)], suffix: [field(at, "sep", tokenWithId)] });

const isText = (item: ConfigValue): boolean => member(item, "Sequence").value !== undefined;

/** `single` is a list of special tokens, among which the text stands once, as the sequence "A". */
const template: Reader<SpecialTokens> = (at) => {
  const single = member(at, "single");
  const items = anyListOf((item) => item)(single);
  const texts = items.filter(isText);
  if (texts.length !== 1)
    throw configInvalid(single, "a list in which the text stands once", `a list in which it stands ${texts.length} times`);
  const idsOf = (item: ConfigValue): readonly number[] => {
    const token = field(member(item, "SpecialToken"), "id", text);
    return field(member(member(at, "special_tokens"), token), "ids", fewIds);
  };
  const index = items.findIndex(isText);
  if (items.length - 1 > mostTokens) throw tooMany(single, items.length - 1);
  return { prefix: items.slice(0, index).flatMap(idsOf), suffix: items.slice(index + 1).flatMap(idsOf) };
};

/** Each part puts its tokens around what the parts before it made. */
const sequence: Reader<SpecialTokens> = (at) =>
  field(at, "processors", anyListOf(readSpecialTokens)).reduce(
    (inner, outer) => ({ prefix: [...outer.prefix, ...inner.prefix], suffix: [...inner.suffix, ...outer.suffix] }),
    none,
  );

const readers = {
  BertProcessing: startAndEnd,
  // It only moves offsets.
  ByteLevel: (): SpecialTokens => none,
  RobertaProcessing: startAndEnd,
  Sequence: sequence,
  TemplateProcessing: template,
};
const types = Object.keys(readers) as (keyof typeof readers)[];

/** Whether a tokenizer.json's post-processor trims white space from offsets, as GPT-2's does by default. */
export function movesOffsets(json: ConfigValue): boolean {
  return /"type":"(?:ByteLevel|RobertaProcessing)"/.test(JSON.stringify(member(json, "post_processor").value ?? null));
}

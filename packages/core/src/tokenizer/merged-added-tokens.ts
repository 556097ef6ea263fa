import { field, optional } from "../config/config-readers.ts";
import { member, members, type ConfigValue } from "../config/config-value.ts";
import type { SpecialName, TokenizerClass } from "./tokenizer-class.ts";
import { tokenName } from "./misfit.ts";
import { anyListOf } from "./tokenizer-part.ts";

/** A token as the files have it. */
interface WrittenToken {
  readonly id?: unknown;
  readonly content: string;
  readonly special?: unknown;
  readonly normalized?: unknown;
}

const roles: readonly SpecialName[] = ["bos", "eos", "unk", "sep", "pad", "cls", "mask"];

/**
 * The added tokens as transformers 5 has them: those of tokenizer.json, or where a class makes the tokenizer anew only those of
 * `added_tokens_decoder` of tokenizer_config.json, if there are any; what stands there goes first. Special tokens that are named in either file, or
 * by the class itself, are added where they are pieces of the vocabulary.
 */
export function mergedAddedTokens(
  json: ConfigValue,
  { config, specialTokens }: { readonly config: ConfigValue; readonly specialTokens: ConfigValue },
  madeBy: TokenizerClass | undefined,
): readonly object[] {
  const ofFile = field(json, "added_tokens", optional(anyListOf(tokenAt))) ?? [];
  const decoder = member(config, "added_tokens_decoder");
  const ofConfig = decoder.value === undefined || decoder.value === null ? undefined : members(decoder).map(tokenOf);
  const tokens = new Map<string, WrittenToken>();
  const listed = madeBy === undefined ? [...ofFile, ...(ofConfig ?? [])] : (ofConfig ?? ofFile);
  for (const token of listed) tokens.set(token.content, { ...token, id: tokens.get(token.content)?.id ?? token.id });
  const idOf = vocabularyOf(json);
  // Without "added_tokens_decoder", the older file goes first.
  const files = ofConfig === undefined ? [specialTokens, config] : [config];
  const named = roles.flatMap(
    (role) => files.map((file) => tokenIn(file, role)).find((token) => token !== undefined) ?? madeBy?.special[role] ?? [],
  );
  for (const content of [...named, ...files.flatMap(moreIn), ...(madeBy?.more ?? [])]) {
    const id = idOf(content);
    if (id !== undefined && !tokens.has(content)) tokens.set(content, { id, content, special: true, normalized: false });
  }
  return [...tokens.values()];
}

const tokenAt = (at: ConfigValue): WrittenToken => ({ ...(at.value as object), content: field(at, "content", tokenName) });

const tokenOf = (at: ConfigValue & { readonly name: string }): WrittenToken => ({ ...tokenAt(at), id: Number(at.name) });

const tokenIn = (file: ConfigValue, role: SpecialName): string | undefined => field(file, `${role}_token`, optional(tokenName));

const moreIn = (file: ConfigValue): readonly string[] =>
  ["extra_special_tokens", "additional_special_tokens"].flatMap((key) => {
    const at = member(file, key);
    return Array.isArray(at.value) ? anyListOf(tokenName)(at) : [];
  });

function vocabularyOf(json: ConfigValue): (content: string) => number | undefined {
  const vocab: unknown = member(member(json, "model"), "vocab").value;
  if (!Array.isArray(vocab)) {
    const ids = vocab as Readonly<Record<string, number>> | null;
    return (content) => (ids !== null && typeof ids === "object" && Object.hasOwn(ids, content) ? ids[content] : undefined);
  }
  return (content) => {
    const id = vocab.findIndex((piece: unknown) => Array.isArray(piece) && piece[0] === content);
    return id < 0 ? undefined : id;
  };
}

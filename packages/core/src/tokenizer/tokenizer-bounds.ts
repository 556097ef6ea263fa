import { configInvalid, keyOf, type ConfigValue } from "../config/config-value.ts";
import type { AddedToken } from "./added-tokens.ts";

// Many times what published tokenizers have: Gemma's 6,400 added tokens, a dozen of parts, pieces of 48 characters, Qwen's pattern of 130.
const mostAddedTokens = 100_000;
const mostParts = 100;
const longestText = 1024;
const mostAddedCharacters = 2 ** 20;
/** How much longer than a text what normalizers and pre-tokenizers make of it may be. One character becomes 18 under NFKC. */
const mostGrowth = 1000;

/**
 * Refuses a tokenizer whose parts are each right, but would take all memory or time on any text: too many or too long ones, or replacements of
 * replacements, which make a text longer each time.
 * @throws NestvecError CONFIG_INVALID
 */
export function checkTokenizerBounds(json: ConfigValue, added: readonly AddedToken[]): void {
  checkAddedTokens(json, added);
  checkPartBounds(json, ["normalizer", "pre_tokenizer", "post_processor"]);
}

/** The same for some parts alone: the decoder is wanted by few. @throws NestvecError CONFIG_INVALID */
export function checkPartBounds(json: ConfigValue, names: readonly string[]): void {
  let parts = 0;
  let growth = 1;
  const look = (at: ConfigValue): void => {
    const { value } = at;
    if (typeof value === "string" && value.length > longestText && !at.key.endsWith("precompiled_charsmap"))
      throw configInvalid(at, `a text of at most ${longestText} characters`, `one of ${value.length}`);
    if (typeof value !== "object" || value === null) return;
    if ("type" in value) {
      parts += 1;
      growth *= growthOf(value as Part);
      if (parts > mostParts) throw configInvalid(at, `one of at most ${mostParts} parts`, `one of more than ${mostParts}`);
      if (growth > mostGrowth)
        throw configInvalid(
          at,
          `part of a tokenizer that makes no text more than ${mostGrowth} times as long`,
          "one that makes it longer still",
        );
    }
    for (const [name, inner] of Object.entries(value)) look({ file: at.file, key: keyOf(at, name), value: inner });
  };
  for (const name of names) {
    const value: unknown = (json.value as Readonly<Record<string, unknown>> | null)?.[name];
    look({ file: json.file, key: name, value });
  }
}

interface Part {
  readonly type: unknown;
  readonly content?: unknown;
  readonly pattern?: { readonly String?: unknown } | null;
}

/** How many times as long a text can become. */
function growthOf({ type, content, pattern }: Part): number {
  if (type === "NFKC" || type === "NFKD") return 18;
  if (type === "ByteLevel" || type === "NFD" || type === "BertNormalizer") return 3;
  if (type !== "Replace" || typeof content !== "string") return 1;
  const literal = pattern?.String;
  // A regular expression may match between all characters, with nothing.
  return typeof literal === "string" ? Math.max(1, content.length / Math.max(1, literal.length)) : content.length + 1;
}

function checkAddedTokens(json: ConfigValue, added: readonly AddedToken[]): void {
  const at = { file: json.file, key: "added_tokens", value: undefined };
  if (added.length > mostAddedTokens) throw configInvalid(at, `a list of at most ${mostAddedTokens} tokens`, `one of ${added.length}`);
  let characters = 0;
  for (const [index, { content }] of added.entries()) {
    characters += content.length;
    if (content.length > longestText)
      throw configInvalid(
        { ...at, key: `added_tokens.${index}.content` },
        `a text of at most ${longestText} characters`,
        `one of ${content.length}`,
      );
  }
  if (characters > mostAddedCharacters)
    throw configInvalid(at, `tokens of at most ${mostAddedCharacters} characters together`, `tokens of ${characters}`);
}

import { member, type ConfigValue } from "../config/config-value.ts";
import type { AddedToken } from "./added-tokens.ts";
import { publishedPatterns } from "./published-patterns.ts";

/** Positions at which a text can be cut so that the tokens of its parts, one after the other, are those of the whole. */
export interface TextCuts {
  /** The first such position that is not before `index`; the text's length where there is none. */
  after(text: string, index: number): number;
  /** The last such position that is not after `index`; 0 where there is none. */
  before(text: string, index: number): number;
}

/** Where so many characters in a row have no position to cut at, they are cut all the same: a word of a million letters must not fill the memory. */
const longestStretch: number = 2 ** 20;

/**
 * The cuts of a tokenizer. They are before a space (or a line feed or a symbol, where these divide words) after a character that is none, of a
 * tokenizer whose parts are all known to read what comes after such a position without regard to what came before it. Other tokenizers have none.
 * @see joinedToMarks
 */
export function textCuts(json: ConfigValue, added: readonly AddedToken[], joinedToMarks: () => ReadonlySet<string> | undefined): TextCuts {
  let kinds: CutKinds | undefined;
  const isSafe = (text: string, index: number): boolean => {
    const unit = text[index] ?? "";
    if (!mayBeCut.test(unit)) return false;
    // Looked at only when a long text comes: a vocabulary may have to be read for it.
    kinds ??= cutKinds(json, added, joinedToMarks);
    if (!kinds.before.includes(unit)) return false;
    // Symbols and the line feeds after them may be one word.
    const [character] =
      (unit === " " ? beforeSpace : unit === "\n" ? beforeLine : beforeSymbol).exec(text.slice(Math.max(0, index - 2), index)) ?? [];
    if (character === undefined || kinds.notAfter.has(character)) return false;
    return !added.some((token) => token.rstrip && text.endsWith(token.content, index));
  };
  const isForced = (text: string, index: number): boolean => {
    if (index % longestStretch !== 0 || index === 0) return false;
    for (let other = index; other > index - longestStretch; other--) if (isSafe(text, other)) return false;
    return true;
  };
  const isCut = (text: string, index: number): boolean => isSafe(text, index) || isForced(text, index);
  return {
    after(text, index) {
      let cut = index;
      while (cut < text.length && !isCut(text, cut)) cut += 1;
      return wholeCharacter(text, Math.min(cut, text.length));
    },
    before(text, index) {
      let cut = index;
      while (cut > 0 && !isCut(text, cut)) cut -= 1;
      return wholeCharacter(text, cut);
    },
  };
}

// What no normalizer drops or makes a space of: printable ASCII and letters.
const beforeSpace = /(?:[!-~]|(?!\p{Default_Ignorable_Code_Point})\p{L})$/u;
const beforeSymbol = /[A-Za-z0-9]$/;
const beforeLine = /(?:[A-Za-z]|(?!\p{Default_Ignorable_Code_Point})\p{L})$/u;

const symbols = "!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~";
const mayBeCut = /^[\n !-/:-@[-^`{-~]$/;

/** A position that is not inside a surrogate pair. */
const wholeCharacter = (text: string, index: number): number =>
  /^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(Math.max(0, index - 1), index + 1)) && index > 0 ? index + 1 : index;

interface CutKinds {
  /** The characters before which a text can be cut. */
  readonly before: string;
  /** Characters after which it cannot. */
  readonly notAfter: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

function cutKinds(json: ConfigValue, added: readonly AddedToken[], joinedToMarks: () => ReadonlySet<string> | undefined): CutKinds {
  const normalizers = leaves(member(json, "normalizer"), "normalizers");
  const preTokenizers = leaves(member(json, "pre_tokenizer"), "pretokenizers");
  const kinds = preTokenizers.map(kindOf);
  const isCrossed = added.some(({ content, normalized, rstrip }) => crossesCut.test(content) || (normalized && rstrip));
  if (isCrossed || kinds.includes(undefined) || !normalizers.every(isLocalNormalizer)) return { before: "", notAfter: none };
  const hasSpaces = !normalizers.some(replacesSpaces);
  // A part that puts something before every text would put it before a line feed, too, unless the text was divided into words by then.
  if (hasSpaces && kinds[0] === "words") {
    const dividesSymbols = symbolDividers.has(member(preTokenizers[0] ?? json, "type").value);
    const unused = Array.from(dividesSymbols ? symbols : "").filter((symbol) => !added.some(({ content }) => content.includes(symbol)));
    return { before: ` \n${unused.join("")}`, notAfter: none };
  }
  if (kinds.includes("marks") || (hasSpaces && (kinds.includes("words") || kinds.includes("spaces"))))
    return { before: " ", notAfter: none };
  const joined = joinedToMarks();
  // Characters are compared as they stand in the text.
  const isComparable = joined?.size === 0 || normalizers.every(replacesSpaces);
  return joined === undefined || !isComparable ? { before: "", notAfter: none } : { before: " ", notAfter: joined };
}

/** Pre-tokenizers that begin a word at every symbol after a letter or digit. */
const symbolDividers = new Set<unknown>(["BertPreTokenizer", "Whitespace"]);

const crossesCut = /\S[\s▁]/u;

/** The parts of a sequence, of sequences in it, or a part alone. */
function leaves(part: ConfigValue, key: string): readonly ConfigValue[] {
  if (part.value === undefined || part.value === null) return [];
  const inner = member(part, key).value;
  if (member(part, "type").value !== "Sequence" || !Array.isArray(inner)) return [part];
  return inner.flatMap((value: unknown) => leaves({ ...part, value }, key));
}

const charactersAlone = new Set<unknown>(["BertNormalizer", "Lowercase", "NFC", "NFD", "NFKC", "NFKD", "Precompiled", "StripAccents"]);
const whiteSpaceOnly = /^(?:\\s|\\n|\\r|\\t| |\[(?:\\[nrts]| )+\])(?:[+*]|\{\d*,?\d*\})?$/;

/** Whether a normalizer does the same to what comes after a cut, whatever came before it. */
function isLocalNormalizer(part: ConfigValue): boolean {
  const type = member(part, "type").value;
  if (charactersAlone.has(type)) return true;
  const { literal, regex } = patternOf(part);
  if (type !== "Replace") return false;
  return literal === undefined ? whiteSpaceOnly.test(regex ?? "") : !crossesCut.test(literal);
}

const replacesSpaces = (part: ConfigValue): boolean => patternOf(part).literal === " ";

/**
 * How a pre-tokenizer divides at a cut: into words at white space, at spaces, at the marks that stand for spaces, or not at all ("none"), when it
 * divides what is before and after the cut as if the other were not there. Undefined for those of which that is not known.
 */
function kindOf(part: ConfigValue): "words" | "spaces" | "marks" | "none" | undefined {
  const { literal, regex } = patternOf(part);
  const behavior = member(part, "behavior").value;
  const invert = member(part, "invert").value === true;
  switch (member(part, "type").value) {
    case "BertPreTokenizer":
    case "Whitespace":
    case "WhitespaceSplit":
      return "words";
    case "ByteLevel":
      if (member(part, "use_regex").value === false) return "none";
      return member(part, "add_prefix_space").value === false ? "words" : "spaces";
    case "Metaspace":
      return member(part, "split").value === false ? "none" : "marks";
    case "Digits":
    case "Punctuation":
      return "none";
    case "Split":
      if (regex !== undefined) return publishedPatterns.has(regex) && (behavior === "Isolated" || invert) ? "words" : undefined;
      if (literal !== " ") return undefined;
      return behavior === "MergedWithPrevious" || behavior === "Contiguous" || invert ? "none" : "spaces";
    default:
      return undefined;
  }
}

function patternOf(part: ConfigValue): { readonly literal: string | undefined; readonly regex: string | undefined } {
  const pattern = member(part, "pattern").value as { readonly String?: unknown; readonly Regex?: unknown } | undefined;
  return { literal: textOrNone(pattern?.String), regex: textOrNone(pattern?.Regex) };
}

const textOrNone = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

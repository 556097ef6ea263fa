import { isWhole, type Reader } from "../config/config-readers.ts";
import { configInvalid, keyOf, type ConfigValue } from "../config/config-value.ts";
import type { NestvecError } from "../errors/nestvec-error.ts";
import { element, type LibraryPart } from "./tokenizer-part.ts";

/** The largest id that fits the int32 in which ids are kept. */
const largestTokenId: number = 2 ** 31 - 1;

/** The largest id of a vocabulary, that of tokens added to it included, but for some. */
export function largestIdOf(
  model: LibraryPart,
  added: readonly { readonly id: number }[],
  except: ReadonlySet<number> = new Set(),
): number {
  let largest = -1;
  const take = (id: number): void => {
    if (id > largest && !except.has(id)) largest = id;
  };
  for (const { id } of added) take(id);
  if (Array.isArray(model["vocab"])) for (let id = model["vocab"].length - 1; id > largest; id--) take(id);
  const ids = Array.isArray(model["vocab"]) ? {} : (model["vocab"] as Readonly<Record<string, number>>);
  for (const piece in ids) take(ids[piece] ?? -1);
  return largest;
}

/** A token id. @throws NestvecError CONFIG_INVALID */
export const tokenId: Reader<number> = (at) => {
  if (isWhole(at.value) && at.value >= 0 && at.value <= largestTokenId) return at.value;
  throw configInvalid(at, `a whole number from 0 to ${largestTokenId}`);
};

// A vocabulary may have hundreds of thousands of pieces, so these readers make nothing for a piece that is as it should be.

/** Pieces with their ids. @throws NestvecError CONFIG_INVALID */
export const idsOfPieces: Reader<Readonly<Record<string, number>>> = (at) => {
  if (typeof at.value !== "object" || at.value === null || Array.isArray(at.value)) throw configInvalid(at, "an object of ids by piece");
  const ids = at.value as Record<string, unknown>;
  for (const piece in ids) {
    const id = ids[piece];
    if (!isWhole(id) || id < 0 || id > largestTokenId) tokenId({ file: at.file, key: keyOf(at, piece), value: id });
  }
  return ids as Record<string, number>;
};

/** The same for a model whose time grows with its longest piece. @throws NestvecError CONFIG_INVALID */
export const idsOfShortPieces: Reader<Readonly<Record<string, number>>> = (at) => {
  const ids = idsOfPieces(at);
  for (const piece in ids) if (piece.length > longestPiece) throw tooLong(at, piece);
  return ids;
};

/** Published vocabularies have pieces of up to 48 characters. */
const longestPiece = 256;

const tooLong = (at: ConfigValue, piece: string): NestvecError =>
  configInvalid(at, `pieces of at most ${longestPiece} characters`, `pieces of which one has ${piece.length}`);

/** Pairs of pieces that are joined, most important first. @throws NestvecError CONFIG_INVALID */
export const mergeRules: Reader<readonly unknown[]> = (at) => {
  if (!Array.isArray(at.value)) throw configInvalid(at, "a list of pairs of pieces");
  const rules: readonly unknown[] = at.value;
  // The library goes by the first rule.
  const isRule = Array.isArray(rules[0]) ? isPair : isPairInOneText;
  const wrong = rules.findIndex((rule) => !isRule(rule));
  if (wrong >= 0) throw configInvalid(element(at, wrong, rules[wrong]), "a pair of pieces, in the same form as the first");
  return rules;
};

/** Pieces with their scores, by id. @throws NestvecError CONFIG_INVALID */
export const scoredPieces: Reader<readonly unknown[]> = (at) => {
  if (!Array.isArray(at.value) || at.value.length === 0) throw configInvalid(at, "a list of pieces with their scores");
  const pieces: readonly unknown[] = at.value;
  const wrong = pieces.findIndex((piece) => !isScored(piece));
  if (wrong >= 0) throw configInvalid(element(at, wrong, pieces[wrong]), "a piece with its score");
  let characters = 0;
  for (const [piece] of pieces as readonly (readonly [string, number])[]) {
    characters += piece.length;
    if (piece.length > longestPiece) throw tooLong(at, piece);
  }
  if (characters > mostCharacters)
    throw configInvalid(at, `pieces of at most ${mostCharacters} characters together`, `pieces of ${characters}`);
  return pieces;
};

/** The library keeps these pieces as a tree of characters. 500,000 pieces of 7 have half as many. */
const mostCharacters = 2 ** 23;

const isPair = (rule: unknown): boolean =>
  Array.isArray(rule) && rule.length === 2 && typeof rule[0] === "string" && typeof rule[1] === "string";
const isPairInOneText = (rule: unknown): boolean => typeof rule === "string" && rule.includes(" ");
const isScored = (piece: unknown): boolean =>
  Array.isArray(piece) && piece.length === 2 && typeof piece[0] === "string" && Number.isFinite(piece[1]);

import { field, flag, oneOf, optional, type Reader } from "../config/config-readers.ts";
import { configInvalid, member } from "../config/config-value.ts";
import { readPattern, type Pattern } from "./pattern.ts";
import type { LibraryPart } from "./tokenizer-part.ts";

const behaviors = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"] as const;

/**
 * A Split pre-tokenizer. The library knows two ways to split right: into what a pattern finds, and at what it finds with
 * every piece kept. The other ways of the reference are written in these two, which can be done for single characters.
 * @throws NestvecError CONFIG_INVALID
 */
export const readSplit: Reader<LibraryPart> = (at) => {
  const pattern = field(at, "pattern", readPattern);
  const behavior = field(at, "behavior", oneOf(behaviors));
  const invert = field(at, "invert", optional(flag)) ?? false;
  const regex = asRegex(pattern);
  if (behavior === "Isolated") return { type: "Split", pattern: { Regex: regex }, behavior, invert: false };
  if (behavior === "Removed" && invert) return piecesFound(regex);
  if (behavior === "Removed" && !("Regex" in pattern && capturing.test(regex)))
    return { type: "Split", pattern: { Regex: regex }, behavior, invert: false };
  if (invert || behavior === "Removed" || "Regex" in pattern || [...pattern.String].length > 1) {
    const found = `"${behavior}"${invert ? " of what is not found" : ""}`;
    throw configInvalid(member(at, "behavior"), `"Isolated", or "Removed" of a pattern without capturing groups`, found);
  }
  return piecesFound(pieceWith[behavior](regex));
};

/** Splits a text into what a regular expression finds in it; the rest is dropped. */
export const piecesFound = (Regex: string): LibraryPart => ({ type: "Split", pattern: { Regex }, behavior: "Removed", invert: true });

/** Pieces that a text is split into at a character, the character being part of one. */
export const pieceWith = {
  MergedWithPrevious: (character: string): string => `[^${character}]+${character}?|${character}`,
  MergedWithNext: (character: string): string => `${character}?[^${character}]+|${character}`,
  Contiguous: (character: string): string => `[^${character}]+|${character}+`,
};

/** A fixed text as a regular expression. */
export const literalRegex = (fixed: string): string =>
  Array.from(fixed, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`).join("");

const asRegex = (pattern: Pattern): string => ("Regex" in pattern ? pattern.Regex : literalRegex(pattern.String));

// `String.prototype.split` also gives what such a group took.
const capturing = /(?<!\\)\((?!\?)/;

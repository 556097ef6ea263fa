import { member, type ConfigValue } from "../config/config-value.ts";

/**
 * The characters after which a piece of BPE goes on with a space or a mark for one; undefined for models of which that does not say where one word can be
 * cut. After other characters no rule joins what is on both sides, so that BPE makes of the word what it makes of the sides.
 */
export function joinedToMarks(model: ConfigValue): ReadonlySet<string> | undefined {
  const value = (name: string): unknown => member(model, name).value;
  const isBpe = value("type") === "BPE" || (value("type") === undefined && value("merges") !== undefined);
  if (!isBpe || value("ignore_merges") === true || (value("end_of_word_suffix") ?? "") !== "") return undefined;
  const pieces = value("vocab") as Readonly<Record<string, unknown>>;
  // A mark that is unknown could be one with unknown characters before it.
  if (!["▁", " ", "Ġ"].some((mark) => Object.hasOwn(pieces, mark))) return undefined;
  const joined = new Set<string>();
  for (const piece in pieces) for (const [character] of piece.matchAll(/[^ ▁Ġ](?=[ ▁Ġ])/gu)) joined.add(character);
  return joined;
}

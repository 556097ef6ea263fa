import { invalidArgument } from "../invalid-argument.ts";
import { isInt32Array } from "../typed-arrays.ts";

/**
 * Refuses what is no list of texts or token ids, by the place of what is wrong: callers in plain JavaScript may pass anything, and a worker would
 * only know that the message is none.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function requireTexts(texts: unknown): void {
  if (!Array.isArray(texts)) throw invalidArgument("texts", texts, "a list of texts; for one text pass [text]");
  // Not by a loop over what is there, which would pass over the holes of a sparse list.
  for (let place = 0; place < texts.length; place++) {
    const text: unknown = texts[place];
    if (typeof text === "string" || isInt32Array(text)) continue;
    if (!Array.isArray(text))
      throw invalidArgument(`texts[${place}]`, text, "a text, or token ids as an array of numbers or an Int32Array");
    requireIds(text, `texts[${place}]`);
  }
}

/** @throws NestvecError ARGUMENT_INVALID for a list that holds what is no number */
export function requireIds(ids: readonly unknown[], argument: string): void {
  const position = ids.findIndex((id) => typeof id !== "number");
  if (position >= 0) throw invalidArgument(`${argument}[${position}]`, ids[position], "a token id, as all of the list are");
}

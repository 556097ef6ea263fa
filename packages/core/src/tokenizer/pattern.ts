import { field, optional, text, type Reader } from "../config/config-readers.ts";
import { configInvalid } from "../config/config-value.ts";
import { obstacleToLinearTime } from "./linear-regex.ts";
import { publishedPatterns } from "./published-patterns.ts";

/** What a Split or Replace part looks for: a fixed text, or a regular expression in Oniguruma's dialect. */
export type Pattern = { readonly String: string } | { readonly Regex: string };

/**
 * Reads a pattern. A regular expression is taken when it is a well-known one, or when it can be seen that it runs in
 * linear time on every text: a file from elsewhere must not be able to hang the process.
 * @throws NestvecError CONFIG_INVALID
 */
export const readPattern: Reader<Pattern> = (at) => {
  const literal = field(at, "String", optional(text));
  const regex = field(at, "Regex", optional(text));
  if ((literal === undefined) === (regex === undefined)) throw configInvalid(at, `an object with either "String" or "Regex"`);
  if (regex === undefined) {
    if (literal === "") throw configInvalid(at, "a pattern that is not empty");
    return { String: literal ?? "" };
  }
  const obstacle = publishedPatterns.has(regex) ? undefined : obstacleToLinearTime(regex);
  if (obstacle === undefined) return { Regex: regex };
  const expected =
    "that of a published tokenizer, or one that never has to give back what it took, so that no text can make it run for ever";
  throw configInvalid(at, expected, `the regular expression ${JSON.stringify(regex.slice(0, 80))}, which has ${obstacle}`);
};

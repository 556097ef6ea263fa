import { NestvecError } from "../errors.ts";
import type { TextTokenizer } from "../tokenizer/load-tokenizer.ts";
import { describeValue } from "../describe-value.ts";
import type { RowOptions, TokenizedRow } from "./tokenized-row.ts";

/**
 * The row of token ids given in place of a text, which are taken as they are: nothing is put around them. Special tokens at
 * their ends are kept when they are cut. `place` is their place among the inputs.
 * @throws NestvecError ARGUMENT_INVALID, TOKEN_OUT_OF_RANGE, TEXT_TOO_LONG
 */
export function rowOfIds(
  given: readonly unknown[] | Int32Array,
  place: number,
  tokenizer: TextTokenizer,
  options: RowOptions,
): TokenizedRow {
  const argument = `texts[${place}]`;
  if (given.length === 0) {
    throw new NestvecError("ARGUMENT_INVALID", {
      argument,
      found: "an empty list of token ids",
      expected: "a text, or at least one token id",
    });
  }
  if (options.prompt.asked && options.prompt.text !== "") {
    const expected = "a text where a prompt is asked for: put the prompt's tokens among the ids, or pass prompt: null";
    throw new NestvecError("ARGUMENT_INVALID", { argument, found: "a list of token ids", expected });
  }
  const ids = checkedIds(given, place, tokenizer.vocabularySize);
  return ids.length <= options.maxTokens ? { ids, truncated: false } : { ids: shortened(ids, place, tokenizer, options), truncated: true };
}

/**
 * Token ids as they are, checked one by one. `text` is their place among the inputs.
 * @throws NestvecError ARGUMENT_INVALID, TOKEN_OUT_OF_RANGE
 */
export function checkedIds(given: readonly unknown[] | Int32Array, text: number, vocabularySize: number): Int32Array {
  const ids = new Int32Array(given.length);
  for (let position = 0; position < given.length; position++) {
    const id = given[position];
    if (typeof id !== "number") {
      const argument = `texts[${text}][${position}]`;
      throw new NestvecError("ARGUMENT_INVALID", { argument, found: describeValue(id), expected: "a token id, as all of the list are" });
    }
    if (!Number.isInteger(id) || id < 0 || id >= vocabularySize) {
      throw new NestvecError("TOKEN_OUT_OF_RANGE", { text, position, id, vocabularySize });
    }
    ids[position] = id;
  }
  return ids;
}

function shortened(ids: Int32Array, text: number, { prefix, suffix }: TextTokenizer, { truncate, maxTokens }: RowOptions): Int32Array {
  if (truncate === "none") throw new NestvecError("TEXT_TOO_LONG", { text, tokens: ids.length, limit: maxTokens });
  const first = standsAt(ids, 0, prefix) ? prefix.length : 0;
  const last = standsAt(ids, ids.length - suffix.length, suffix) ? suffix.length : 0;
  const room = maxTokens - first - last;
  const start = truncate === "start" ? ids.length - last - room : first;
  const kept = new Int32Array(maxTokens);
  kept.set(ids.subarray(0, first));
  kept.set(ids.subarray(start, start + room), first);
  kept.set(ids.subarray(ids.length - last), first + room);
  return kept;
}

const standsAt = (ids: Int32Array, place: number, part: Int32Array): boolean => part.every((id, offset) => ids[place + offset] === id);

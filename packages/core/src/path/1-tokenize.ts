import type { TextInput, Truncate } from "../engine/engine.ts";
import { NestvecError } from "../errors.ts";
import type { TextTokenizer } from "../tokenizer/load-tokenizer.ts";
import { describeValue } from "../describe-value.ts";
import { rowOfIds } from "./1-tokenize-ids.ts";
import { rowOfText } from "./1-tokenize-text.ts";
import type { RowOptions, TokenizedRow } from "./tokenized-row.ts";

/**
 * Step 1: texts, or token ids in place of texts, to one row of token ids each, in their order. Special tokens are kept when
 * an input is cut. A long text is read part by part until it has more tokens than fit.
 * @throws NestvecError ARGUMENT_INVALID, TEXT_TOO_LONG, TOKEN_OUT_OF_RANGE
 */
export function tokenize(inputs: readonly TextInput[], tokenizer: TextTokenizer, options: RowOptions): TokenizedRow[] {
  checkOptions(tokenizer, options);
  // Not by map, which would pass over the holes of a sparse list.
  return Array.from(inputs, (input, offset) => {
    const place = (options.firstPlace ?? 0) + offset;
    const row = rowOf(input, place, tokenizer, options);
    if (row.ids.length > 0) return row;
    const expected = "a text of at least one token: this model has no special tokens";
    throw new NestvecError("ARGUMENT_INVALID", { argument: `texts[${place}]`, found: "a text of no tokens", expected });
  });
}

function rowOf(input: TextInput, place: number, tokenizer: TextTokenizer, options: RowOptions): TokenizedRow {
  if (typeof input === "string") return rowOfText(input, place, tokenizer, options);
  return rowOfIds(input, place, tokenizer, options);
}

function checkOptions({ prefix, suffix }: TextTokenizer, { truncate, maxTokens }: RowOptions): void {
  const special = prefix.length + suffix.length;
  if (!Number.isInteger(maxTokens) || maxTokens <= special) {
    const expected = `a whole number of at least ${special + 1}: ${special} special tokens and one of the text`;
    throw new NestvecError("ARGUMENT_INVALID", { argument: "maxTokens", found: describeValue(maxTokens), expected });
  }
  if (!sides.includes(truncate)) {
    throw new NestvecError("ARGUMENT_INVALID", {
      argument: "truncate",
      found: describeValue(truncate),
      expected: `"end", "start" or "none"`,
    });
  }
}

const sides: readonly string[] = ["end", "start", "none"] satisfies Truncate[];

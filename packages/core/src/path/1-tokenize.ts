import type { RowOptions, TokenizedRow } from "./tokenized-row.ts";
import type { DecodeRequest, TextInput, Truncate } from "../engine/engine.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { loadTokenizer, type TokenizerFiles } from "../tokenizer/load-tokenizer.ts";
import type { TextTokenizer } from "../tokenizer/text-tokenizer.ts";
import { invalidArgument } from "../errors/arguments.ts";
import { rowOfText } from "./1-tokenize-text.ts";

/**
 * Step 1: texts, or token ids in place of texts, to one row of token ids each, in their order. Special tokens are kept when
 * an input is cut. A long text is read part by part until it has more tokens than fit.
 * @throws NestvecError ARGUMENT_INVALID, TEXT_TOO_LONG, TOKEN_OUT_OF_RANGE
 */
export function tokenize(inputs: readonly TextInput[], tokenizer: TextTokenizer, options: RowOptions): TokenizedRow[] {
  checkOptions(tokenizer, options);
  const unpooled = unpooledTokens(tokenizer, options);
  // Not by map, which would pass over the holes of a sparse list.
  return Array.from(inputs, (input, offset) => {
    const index = (options.firstText ?? 0) + offset;
    const row = rowOf(input, index, tokenizer, options);
    if (typeof input === "string" && unpooled > 0) return withoutPrompt(row, index, unpooled);
    if (row.ids.length > 0) return row;
    const expected = "a text of at least one token: this model has no special tokens";
    throw new NestvecError("ARGUMENT_INVALID", { argument: `texts[${index}]`, found: "a text of no tokens", expected });
  });
}

/**
 * Tokens of a prompt that the pooling leaves out, the special ones before it included, as Sentence Transformers counts them: those of the prompt
 * alone, but for one special token at its end.
 */
function unpooledTokens(tokenizer: TextTokenizer, { prompt, leavesOutPrompt = false, maxTokens }: RowOptions): number {
  if (!leavesOutPrompt || prompt.text === "") return 0;
  const { prefix, suffix, specialIds } = tokenizer;
  const body = tokenizer.encodeBody(prompt.text);
  const last = suffix.at(-1) ?? body.at(-1) ?? -1;
  return Math.min(maxTokens, prefix.length + body.length + suffix.length) - (specialIds.has(last) ? 1 : 0);
}

function withoutPrompt(row: TokenizedRow, index: number, unpooled: number): TokenizedRow {
  if (row.ids.length > unpooled) return { ...row, unpooled };
  const expected =
    "a text with at least one token after its prompt, since the pooling leaves the prompt out; allow more tokens if it was cut";
  throw new NestvecError("ARGUMENT_INVALID", { argument: `texts[${index}]`, found: "a text of no tokens but its prompt's", expected });
}

function rowOf(input: TextInput, index: number, tokenizer: TextTokenizer, options: RowOptions): TokenizedRow {
  if (typeof input === "string") return rowOfText(input, index, tokenizer, options);
  return rowOfIds(input, index, tokenizer, options);
}

function checkOptions({ prefix, suffix }: TextTokenizer, { truncate, maxTokens }: RowOptions): void {
  const special = prefix.length + suffix.length;
  if (!Number.isInteger(maxTokens) || maxTokens <= special) {
    const expected = `a whole number of at least ${special + 1}: ${special} special tokens and one of the text`;
    throw invalidArgument("maxTokens", maxTokens, expected);
  }
  if (!sides.includes(truncate)) {
    throw invalidArgument("truncate", truncate, `"end", "start" or "none"`);
  }
}

const sides: readonly string[] = ["end", "start", "none"] satisfies Truncate[];

/**
 * The row of token ids given in place of a text, which are taken as they are: nothing is put around them. Special tokens at
 * their ends are kept when they are cut. `index` is their index among the inputs.
 * @throws NestvecError ARGUMENT_INVALID, TOKEN_OUT_OF_RANGE, TEXT_TOO_LONG
 */
function rowOfIds(given: readonly unknown[] | Int32Array, index: number, tokenizer: TextTokenizer, options: RowOptions): TokenizedRow {
  const argument = `texts[${index}]`;
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
  const ids = checkedIds(given, index, tokenizer.vocabularySize);
  return ids.length <= options.maxTokens ? { ids, truncated: false } : { ids: shortened(ids, index, tokenizer, options), truncated: true };
}

/**
 * Token ids as they are, checked one by one. `text` is their index among the inputs.
 * @throws NestvecError ARGUMENT_INVALID, TOKEN_OUT_OF_RANGE
 */
function checkedIds(given: readonly unknown[] | Int32Array, text: number, vocabularySize: number): Int32Array {
  const ids = new Int32Array(given.length);
  for (let position = 0; position < given.length; position++) {
    const id = given[position];
    if (typeof id !== "number") {
      const argument = `texts[${text}][${position}]`;
      throw invalidArgument(argument, id, "a token id, as all of the list are");
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

const standsAt = (ids: Int32Array, index: number, part: Int32Array): boolean => part.every((id, offset) => ids[index + offset] === id);

/** A model's tokenizer with step 1 of the path over it. */
export interface ModelTokenizer extends Pick<
  TextTokenizer,
  "changes" | "vocabularySize" | "prefix" | "suffix" | "padId" | "padSide" | "pieces" | "truncate"
> {
  /** What the reader of `info()` should know of how it was opened, each a sentence. */
  readonly notes: readonly string[];
  /** @see tokenize */
  tokenize(inputs: readonly TextInput[], options: RowOptions): readonly TokenizedRow[];
  /** @see Embedder.decode */
  decode(ids: readonly (readonly number[] | Int32Array)[], options: Pick<DecodeRequest, "skipSpecialTokens">): readonly string[];
}

/**
 * All of tokenizing behind one function, so that it is loaded when a model is opened, and not by those who only compare vectors.
 * @throws NestvecError TOKENIZER_UNUSABLE
 */
export function openTokenizer(files: TokenizerFiles, notes: readonly string[] = []): ModelTokenizer {
  return modelTokenizer(loadTokenizer(files), notes);
}

/** Step 1 of the path over a tokenizer that is open. */
export function modelTokenizer(tokenizer: TextTokenizer, notes: readonly string[]): ModelTokenizer {
  const { changes, vocabularySize, prefix, suffix, padId, padSide, pieces, truncate } = tokenizer;
  return {
    changes,
    vocabularySize,
    prefix,
    suffix,
    padId,
    padSide,
    pieces,
    truncate,
    notes,
    tokenize: (inputs, options) => tokenize(inputs, tokenizer, options),
    decode: (ids, options) => decodeIds(tokenizer, ids, options),
  };
}

/** The texts of some lists of token ids. @see Engine.decode */
function decodeIds(
  tokenizer: Pick<TextTokenizer, "vocabularySize" | "decode">,
  lists: DecodeRequest["ids"],
  { skipSpecialTokens }: Pick<DecodeRequest, "skipSpecialTokens">,
): readonly string[] {
  return lists.map((ids, index) => tokenizer.decode(checkedIds(ids, index, tokenizer.vocabularySize), skipSpecialTokens));
}

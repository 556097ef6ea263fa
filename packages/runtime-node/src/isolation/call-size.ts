import { Buffer } from "node:buffer";

/** What is guessed of a call before anything is tokenized. */
export interface CallSize {
  readonly texts: number;
  /** Tokens of its longest text, about: exact for token ids. */
  readonly longest: number;
  /** All tokens, about, and 1 for the call: what a worker's load is counted in. */
  readonly total: number;
}

/** UTF-8 bytes that a token stands for: 4 to 5 in European languages, 3 and less where few texts were trained on. */
const bytesPerToken = 3;

/**
 * The size of a call, from whatever texts are among its arguments: a text, token ids, or lists of them. `maxTokens`: what the model reads of a text
 * at most.
 */
export function callSize(input: readonly unknown[], maxTokens: number = Number.POSITIVE_INFINITY): CallSize {
  const texts = input.flatMap((argument) => (isList(argument) ? argument : [argument])).filter(isText);
  const tokens = texts.map((text) => Math.min(maxTokens, tokensOf(text)));
  return {
    texts: texts.length,
    longest: tokens.reduce((longest, count) => Math.max(longest, count), 0),
    total: tokens.reduce((sum, count) => sum + count, 1),
  };
}

type Text = string | readonly unknown[] | Int32Array;

const isList = (argument: unknown): argument is readonly unknown[] => Array.isArray(argument) && typeof argument[0] !== "number";

const isText = (value: unknown): value is Text => typeof value === "string" || Array.isArray(value) || ArrayBuffer.isView(value);

const tokensOf = (text: Text): number => (typeof text === "string" ? Math.ceil(Buffer.byteLength(text) / bytesPerToken) : text.length);

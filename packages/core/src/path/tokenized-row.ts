import type { Truncate } from "../engine/engine.ts";

/** One input as the model reads it, special tokens included. Never empty. */
export interface TokenizedRow {
  readonly ids: Int32Array;
  /** Whether a part of the input was cut off. */
  readonly truncated: boolean;
  /** Tokens at its start that the pooling leaves out: a prompt and the special tokens before it. Default 0. */
  readonly unpooled?: number;
  /** Of a text, if they were requested. @see TokenizedText.offsets */
  readonly offsets?: Int32Array;
}

/** How inputs are turned into rows. */
export interface RowOptions {
  /** Put before every text, and cut with it. `asked`: by the caller, so that leaving it out would be an error. */
  readonly prompt: { readonly text: string; readonly asked: boolean };
  /** Whether the pooling leaves the tokens of the prompt out. Default false. */
  readonly leavesOutPrompt?: boolean;
  /** "end" keeps the beginning of a long input, "start" its end; "none" makes it an error. */
  readonly truncate: Truncate;
  /** Tokens of a row, special tokens counted. */
  readonly maxTokens: number;
  /** Whether to compute the offsets of tokens. Default false. */
  readonly offsets?: boolean;
  /** The index of the first of these inputs among the caller's, for messages. Default 0. */
  readonly firstText?: number;
}

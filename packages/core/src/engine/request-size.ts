import type { TextInput } from "./engine.ts";

/** What is guessed of a request's texts before anything is tokenized. */
export interface RequestSize {
  readonly texts: number;
  /** Tokens of the longest text, about: exact for token ids. */
  readonly longest: number;
  /** Tokens of all texts, about. */
  readonly tokens: number;
}

/** UTF-8 bytes that a token stands for: 4 to 5 in European languages, 3 and less where few texts were trained on. */
const bytesPerToken = 3;

/**
 * The size of some texts, about, of each of which the model reads `maxTokens` tokens at most. What is no text counts as nothing: it is refused where
 * it is read.
 * @example
 * ```ts
 * import { requestSize } from "@nestvec/core";
 *
 * const size = requestSize(["nesting dolls", [101, 21016, 102]]);
 * console.log(size); // → { texts: 2, longest: 5, tokens: 8 }
 * ```
 */
export function requestSize(texts: readonly TextInput[], maxTokens: number = Infinity): RequestSize {
  let longest = 0;
  let tokens = 0;
  for (const text of texts) {
    const whole = typeof text === "string" ? Math.ceil(utf8Bytes(text) / bytesPerToken) : (text?.length ?? 0);
    const count = Math.min(maxTokens, whole);
    longest = Math.max(longest, count);
    tokens += count;
  }
  return { texts: texts.length, longest, tokens };
}

function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // Each half of a surrogate pair counts 2 of its 4 bytes.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

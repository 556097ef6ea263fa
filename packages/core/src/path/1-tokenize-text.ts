import { NestvecError } from "../errors.ts";
import type { TextTokenizer } from "../tokenizer/load-tokenizer.ts";
import type { RowOptions, TokenizedRow } from "./tokenized-row.ts";

/** The row of a text. `place` is its place among the inputs. @throws NestvecError TEXT_TOO_LONG */
export function rowOfText(text: string, place: number, tokenizer: TextTokenizer, options: RowOptions): TokenizedRow {
  const { prefix, suffix } = tokenizer;
  const { prompt, truncate, maxTokens } = options;
  const whole = prompt.text + text;
  const special = prefix.length + suffix.length;
  const room = maxTokens - special;
  const limited = truncate === "none" ? whole : limitCharacters(whole, options);
  const body = truncate === "none" ? wholeBody(whole, place, tokenizer, options) : tokenizer.encodeBody(limited);
  const start = truncate === "start" ? Math.max(0, body.length - room) : 0;
  const kept = body.length > room ? body.slice(start, start + room) : body;
  const row = { ids: joined(tokenizer, kept), truncated: kept.length < body.length || limited.length < whole.length };
  if (options.places !== true) return row;
  const places = new Int32Array(row.ids.length * 2).fill(-1);
  const before = truncate === "start" ? whole.length - limited.length : 0;
  const ofBody = tokenizer.places(limited, body).subarray(start * 2, (start + kept.length) * 2);
  places.set(
    ofBody.map((at) => (at === -1 ? at : at + before)),
    prefix.length * 2,
  );
  return { ...row, places };
}

function joined({ prefix, suffix }: TextTokenizer, body: readonly number[]): Int32Array {
  const ids = new Int32Array(prefix.length + body.length + suffix.length);
  ids.set(prefix);
  ids.set(body, prefix.length);
  ids.set(suffix, prefix.length + body.length);
  return ids;
}

/** Characters up to which the tokens of a text are counted in any case: about half a second. */
const countedCharacters = 131_072;

/**
 * All tokens of a text that must not be cut. Of a text of many megabytes no more is tokenized than shows that it is too long: its first
 * characters, and twice as many as long as they have not twice the tokens that fit (at the end of a part, a word cut in two may have
 * more tokens than the whole).
 */
function wholeBody(text: string, place: number, tokenizer: TextTokenizer, options: RowOptions): readonly number[] {
  const { prefix, suffix } = tokenizer;
  const { maxTokens: limit } = options;
  const special = prefix.length + suffix.length;
  for (let characters = Math.max(maxCharactersOf(options), countedCharacters); ; characters *= 2) {
    const part = limitCharacters(text, { ...options, truncate: "end", maxCharacters: characters });
    const body = tokenizer.encodeBody(part);
    const tokens = body.length + special;
    if (part.length === text.length && tokens <= limit) return body;
    if (part.length === text.length) throw new NestvecError("TEXT_TOO_LONG", { text: place, tokens, limit });
    if (tokens > 2 * limit) throw new NestvecError("TEXT_TOO_LONG", { text: place, tokens, limit, ofCharacters: part.length });
  }
}

const maxCharactersOf = ({ maxTokens, maxCharacters }: RowOptions): number => maxCharacters ?? Math.max(32 * maxTokens, 1024);

/** A text of at most `maxCharacters`, never cut inside a surrogate pair. */
function limitCharacters(text: string, options: RowOptions): string {
  const limit = maxCharactersOf(options);
  if (text.length <= limit) return text;
  if (options.truncate === "end") return text.slice(0, splitsPair(text, limit) ? limit - 1 : limit);
  const start = text.length - limit;
  return text.slice(splitsPair(text, start) ? start + 1 : start);
}

/** Whether a pair of surrogates stands around a place. */
const splitsPair = (text: string, place: number): boolean => /^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(place - 1, place + 1));

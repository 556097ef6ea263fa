import { NestvecError } from "../errors/nestvec-error.ts";
import type { TextTokenizer } from "../tokenizer/text-tokenizer.ts";
import type { RowOptions, TokenizedRow } from "./tokenized-row.ts";

/** A part of a text with its tokens. */
interface Part {
  readonly start: number;
  readonly text: string;
  readonly ids: readonly number[];
}

/** The parts of a text that were read, in its order. */
interface Reading {
  readonly parts: readonly Part[];
  readonly tokens: number;
  /** Characters of the text that were not read. */
  readonly unread: number;
}

/** The row of a text. `index` is its index among the inputs. @throws NestvecError TEXT_TOO_LONG, TOKEN_OUT_OF_RANGE */
export function rowOfText(text: string, index: number, tokenizer: TextTokenizer, options: RowOptions): TokenizedRow {
  const { prefix, suffix } = tokenizer;
  const { prompt, truncate, maxTokens } = options;
  const whole = prompt.text + text;
  const special = prefix.length + suffix.length;
  const room = maxTokens - special;
  const reading =
    truncate === "start"
      ? readBackward(whole, tokenizer, room)
      : readForward(whole, tokenizer, room, truncate === "none" ? countedCharacters : 0);
  if (truncate === "none" && reading.tokens > room) {
    const details = { text: index, tokens: reading.tokens + special, limit: maxTokens };
    throw new NestvecError("TEXT_TOO_LONG", reading.unread === 0 ? details : { ...details, ofCharacters: whole.length - reading.unread });
  }
  const kept = Math.min(reading.tokens, room);
  const first = truncate === "start" ? reading.tokens - kept : 0;
  const ids = new Int32Array(special + kept);
  ids.set(prefix);
  ids.set(tokensOf(reading, (part) => part.ids).subarray(first, first + kept), prefix.length);
  ids.set(suffix, prefix.length + kept);
  checkRange(ids, index, tokenizer);
  const row = { ids, truncated: kept < reading.tokens };
  if (options.offsets !== true) return row;
  const offsets = new Int32Array(ids.length * 2).fill(-1);
  const ofTokens = tokensOf(reading, ({ start, text: part, ids: own }) =>
    tokenizer.offsets(part, own).map((at) => (at === -1 ? at : at + start)),
  );
  offsets.set(ofTokens.subarray(first * 2, (first + kept) * 2), prefix.length * 2);
  return { ...row, offsets };
}

/** Numbers of all parts, one after the other. */
function tokensOf({ parts }: Reading, numbersOf: (part: Part) => ArrayLike<number>): Int32Array {
  const numbers = parts.map(numbersOf);
  const all = new Int32Array(numbers.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const some of numbers) {
    all.set(some, start);
    start += some.length;
  }
  return all;
}

/** An added token may have no row in the model's embedding table: an error only for a text with that token. */
function checkRange(ids: Int32Array, text: number, { vocabularySize }: TextTokenizer): void {
  const position = ids.findIndex((id) => id >= vocabularySize);
  if (position >= 0) throw new NestvecError("TOKEN_OUT_OF_RANGE", { text, position, id: ids[position] ?? 0, vocabularySize });
}

/** Characters up to which the tokens of a text that must not be cut are counted in any case: about half a second. */
const countedCharacters = 131_072;

/** Characters that are read first: more than most texts have that fill so many tokens. */
const firstStretch = (room: number): number => Math.max(32 * room, 1024);
const longestStretch = (room: number): number => Math.max(firstStretch(room), 131_072);

/** Reads a text from its start until it has more tokens than there is room for. At least `counted` characters are read. */
function readForward(text: string, tokenizer: TextTokenizer, room: number, counted: number): Reading {
  const parts: Part[] = [];
  let tokens = 0;
  let end = 0;
  for (let stretch = firstStretch(room); end < text.length && (tokens <= room || end < counted); stretch *= 2) {
    const start = end;
    end = tokenizer.cuts.after(text, Math.min(text.length, start + Math.min(stretch, longestStretch(room))));
    const part = partOf(text, start, end, tokenizer);
    tokens += part.ids.length;
    if (part.ids.length > 0) parts.push(part);
  }
  return { parts, tokens, unread: text.length - end };
}

/** Reads a text from its end backwards until it has more tokens than there is room for. */
function readBackward(text: string, tokenizer: TextTokenizer, room: number): Reading {
  const parts: Part[] = [];
  let tokens = 0;
  let start = text.length;
  for (let stretch = firstStretch(room); start > 0 && tokens <= room; stretch *= 2) {
    const end = start;
    start = tokenizer.cuts.before(text, Math.max(0, end - Math.min(stretch, longestStretch(room))));
    const part = partOf(text, start, end, tokenizer);
    tokens += part.ids.length;
    if (part.ids.length > 0) parts.unshift(part);
  }
  return { parts, tokens, unread: start };
}

function partOf(text: string, start: number, end: number, tokenizer: TextTokenizer): Part {
  const part = start === 0 && end === text.length ? text : text.slice(start, end);
  return { start, text: part, ids: tokenizer.encodeBody(part, start === 0) };
}

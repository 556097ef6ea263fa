import { NestvecError } from "../errors.ts";
import type { TextTokenizer } from "../tokenizer/load-tokenizer.ts";
import type { RowOptions, TokenizedRow } from "./tokenized-row.ts";

/** The row of a text. `place` is its place among the inputs. @throws NestvecError TEXT_TOO_LONG */
export function rowOfText(text: string, place: number, tokenizer: TextTokenizer, options: RowOptions): TokenizedRow {
  const { prefix, suffix } = tokenizer;
  const { prompt, truncate, maxTokens } = options;
  const whole = prompt.text + text;
  const limited = limitCharacters(whole, place, options);
  const body = tokenizer.encodeBody(limited);
  const special = prefix.length + suffix.length;
  const room = maxTokens - special;
  if (body.length > room && truncate === "none") {
    throw new NestvecError("TEXT_TOO_LONG", { text: place, count: body.length + special, unit: "tokens", limit: maxTokens });
  }
  const start = truncate === "start" ? Math.max(0, body.length - room) : 0;
  const kept = body.length > room ? body.slice(start, start + room) : body;
  const ids = new Int32Array(special + kept.length);
  ids.set(prefix);
  ids.set(kept, prefix.length);
  ids.set(suffix, prefix.length + kept.length);
  return { ids, truncated: kept.length < body.length || limited.length < whole.length };
}

/** A text of at most `maxCharacters`, never cut inside a surrogate pair. */
function limitCharacters(text: string, place: number, { truncate, maxTokens, maxCharacters }: RowOptions): string {
  const limit = maxCharacters ?? Math.max(32 * maxTokens, 1024);
  if (text.length <= limit) return text;
  if (truncate === "none") throw new NestvecError("TEXT_TOO_LONG", { text: place, count: text.length, unit: "characters", limit });
  if (truncate === "end") return text.slice(0, splitsPair(text, limit) ? limit - 1 : limit);
  const start = text.length - limit;
  return text.slice(splitsPair(text, start) ? start + 1 : start);
}

/** Whether a pair of surrogates stands around a place. */
const splitsPair = (text: string, place: number): boolean => /^[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text.slice(place - 1, place + 1));

import type { TokenizedText } from "@nestvec/core";
import type { TeiToken } from "./schema.ts";

/**
 * The tokens of a text as TEI gives them: places count Unicode characters, where JavaScript counts UTF-16 units. `text` is the text with its prompt.
 */
export function tokensOf({ ids, pieces, offsets }: TokenizedText, text: string, special: ReadonlySet<number>): readonly TeiToken[] {
  const characters = charactersBefore(text);
  return Array.from(ids, (id, at) => {
    const [start = -1, stop = -1] = offsets?.subarray(2 * at, 2 * at + 2) ?? [];
    const isSpecial = special.has(id);
    if (isSpecial || start < 0) return { id, text: pieces[at] ?? "", special: isSpecial, start: null, stop: null };
    return { id, text: text.slice(start, stop), special: false, start: characters[start] ?? null, stop: characters[stop] ?? null };
  });
}

/** How many characters come before each place of a text. */
function charactersBefore(text: string): Uint32Array {
  const counts = new Uint32Array(text.length + 1);
  let count = 0;
  let at = 0;
  for (const character of text) {
    counts.fill(count++, at, at + character.length);
    at += character.length;
  }
  counts[at] = count;
  return counts;
}

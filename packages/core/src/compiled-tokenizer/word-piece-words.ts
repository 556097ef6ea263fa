import { emptyHash, findPiece, hashOf, hashWith, mayGoOn } from "./piece-table.ts";
import type { VocabularyIds } from "./vocabulary-ids.ts";
import type { WordCutter } from "./word-cutter.ts";

/** The settings of a WordPiece model. */
export interface WordPieceSettings {
  readonly unk_token: string;
  readonly continuing_subword_prefix: string;
  readonly max_input_chars_per_word: number;
}

/** WordPiece: the longest pieces there are, from the left; a word that cannot be cut so is unknown. */
export function wordPieceWords(vocabulary: VocabularyIds, settings: WordPieceSettings): WordCutter {
  const { table, more, final, idOf } = vocabulary;
  const { continuing_subword_prefix: continuing, max_input_chars_per_word: mostCharacters } = settings;
  const unknown = idOf(settings.unk_token);
  const hashOfContinuing = hashOf(continuing);

  /** Adds the id of the longest piece that begins at `start` and returns where it ends; `start` where there is none. */
  function longestAt(word: string, start: number, found: number[]): number {
    const before = start === 0 ? "" : continuing;
    let hash = start === 0 ? emptyHash : hashOfContinuing;
    let longest = start;
    let id = -1;
    for (let end = start; end < word.length;) {
      hash = hashWith(hash, word.charCodeAt(end));
      end += 1;
      const piece = findPiece(table, hash, word, start, end, before);
      if (piece >= 0) {
        longest = end;
        id = final(piece);
      }
      if (!mayGoOn(table, hash)) break;
    }
    for (const [text, added] of more) {
      const end = start + text.length - before.length;
      if (end <= longest || !text.startsWith(before) || !word.startsWith(text.slice(before.length), start)) continue;
      longest = end;
      id = added;
    }
    if (longest > start) found.push(id);
    return longest;
  }

  return (word, found) => {
    const first = found.length;
    const isTooLong = word.length > mostCharacters && Array.from(word).length > mostCharacters;
    for (let start = 0; start < word.length;) {
      const end = isTooLong ? start : longestAt(word, start, found);
      if (end === start) {
        found.length = first;
        if (unknown !== undefined) found.push(unknown);
        return;
      }
      start = end;
    }
  };
}

import { emptyHash, findPiece, hashWith, mayGoOn } from "./piece-table.ts";
import type { VocabularyIds } from "./vocabulary-ids.ts";
import type { WordCutter } from "./word-cutter.ts";

/** How much worse than the worst piece an unknown character is. */
const unknownPenalty = 10;

/**
 * Unigram: the pieces with the best sum of scores. `scores` are those of the file by id, `unknown` the id of the unknown piece.
 * @see unigramPieces of the tokenizer, which does the same over the library's tree
 */
export function unigramWords(vocabulary: VocabularyIds, scores: Float64Array, least: number, unknown: number): WordCutter {
  const { table, final } = vocabulary;
  const unknownScore = least - unknownPenalty;
  return (word, found) => {
    // By the position where a piece ends: the best sum, where the piece begins, and its id.
    const sums = new Float64Array(word.length + 1);
    const begins = new Int32Array(word.length + 1).fill(-1);
    const ids = new Int32Array(word.length + 1);
    const offer = (begin: number, end: number, score: number, id: number): void => {
      const sum = score + (sums[begin] as number);
      if (begins[end] !== -1 && sum <= (sums[end] as number)) return;
      sums[end] = sum;
      begins[end] = begin;
      ids[end] = id;
    };
    for (let begin = 0; begin < word.length;) {
      const next = begin + charactersAt(word, begin);
      let hasCharacter = false;
      let hash = emptyHash;
      for (let end = begin; end < word.length;) {
        const length = charactersAt(word, end);
        hash = hashWith(hash, word.charCodeAt(end));
        if (length === 2) hash = hashWith(hash, word.charCodeAt(end + 1));
        end += length;
        const piece = findPiece(table, hash, word, begin, end);
        if (piece >= 0) {
          const id = final(piece);
          offer(begin, end, scores[id] ?? unknownScore, id);
          hasCharacter ||= end === next;
        }
        if (!mayGoOn(table, hash)) break;
      }
      if (!hasCharacter) offer(begin, next, unknownScore, unknown);
      begin = next;
    }
    const first = found.length;
    for (let end = word.length; end > 0;) {
      let begin = begins[end] as number;
      const isUnknown = ids[end] === unknown;
      // Unknown characters in a row are one piece.
      if (isUnknown) while (begin > 0 && ids[begin] === unknown) begin = begins[begin] as number;
      found.push(isUnknown ? (vocabulary.idOfPart(word, begin, end) ?? unknown) : (ids[end] as number));
      end = begin;
    }
    reverseFrom(found, first);
  };
}

function reverseFrom(list: number[], first: number): void {
  for (let left = first, right = list.length - 1; left < right; left++, right--) {
    const other = list[left] as number;
    list[left] = list[right] as number;
    list[right] = other;
  }
}

/** Units of the character at a position. */
function charactersAt(word: string, index: number): number {
  const unit = word.charCodeAt(index);
  return unit >= 0xd8_00 && unit <= 0xdb_ff && index + 1 < word.length ? 2 : 1;
}

import { encodeUtf8 } from "../platform/utf8.ts";
import { emptyHash, findPiece, hashOf, hashWith, type PieceTable } from "./piece-table.ts";
import { rankOfPair, type MergeTable } from "./merge-table.ts";
import { pairQueue } from "./pair-queue.ts";
import type { VocabularyIds } from "./vocabulary-ids.ts";
import type { WordCutter } from "./word-cutter.ts";

/** The settings of a BPE model. */
export interface BytePairSettings {
  readonly unk_token: string | null;
  readonly fuse_unk: boolean;
  readonly byte_fallback: boolean;
  readonly ignore_merges: boolean;
  readonly end_of_word_suffix: string | null;
}

/** Words of so many characters share their memory; longer ones are rare, and have their own. */
const sharedCharacters = 4096;

/** A word while its pieces are joined. */
interface Symbols {
  /** The id at each index that is left; -1 for an unknown character. */
  readonly ids: Int32Array;
  /** Where the character that was there first begins in the word; the last one is where the word ends. */
  readonly starts: Int32Array;
  readonly next: Int32Array;
  readonly before: Int32Array;
  /** The rank of the pair that begins there; -1 where no rule joins it. */
  readonly ranks: Int32Array;
}

const symbolsFor = (size: number): Symbols => ({
  ids: new Int32Array(size),
  starts: new Int32Array(size + 1),
  next: new Int32Array(size),
  before: new Int32Array(size),
  ranks: new Int32Array(size),
});

/** BPE: neighbours of the lowest rank are joined, the leftmost first, until no rule joins any. */
export function bytePairWords(vocabulary: VocabularyIds, merges: MergeTable, settings: BytePairSettings): WordCutter {
  const { table, final, idOf } = vocabulary;
  const { unk_token: unknownToken, fuse_unk: fuses, ignore_merges: wholeFirst } = settings;
  const suffix = settings.end_of_word_suffix ?? "";
  const unknown = unknownToken === null ? undefined : idOf(unknownToken);
  // What is fused is what has the id of the model's own unknown token.
  const fused = fuses && unknownToken !== null ? (findPieceOrNone(table, unknownToken) ?? -1) : -1;
  const bytes = settings.byte_fallback ? Array.from({ length: 256 }, (_, byte) => idOf(byteToken(byte))) : undefined;
  const shared = symbolsFor(sharedCharacters);
  const queue = pairQueue();

  /** The ids of what no piece stands for. */
  function unknownIds(text: string): readonly number[] {
    const added = vocabulary.more.get(text);
    if (added !== undefined) return [added];
    const ofBytes = bytes === undefined ? undefined : Array.from(encodeUtf8(text), (byte) => bytes[byte]);
    if (ofBytes !== undefined && ofBytes.every((id) => id !== undefined)) return ofBytes;
    return unknown === undefined ? [] : [unknown];
  }

  function characters(word: string, { ids, starts, next, before }: Symbols): number {
    let size = 0;
    for (let start = 0; start < word.length; size++) {
      const unit = word.charCodeAt(start);
      const isPair = (unit & 0xfc_00) === 0xd8_00 && (word.charCodeAt(start + 1) & 0xfc_00) === 0xdc_00;
      const end = start + (isPair ? 2 : 1);
      let hash = hashWith(emptyHash, unit);
      if (isPair) hash = hashWith(hash, word.charCodeAt(start + 1));
      starts[size] = start;
      ids[size] = end === word.length && suffix !== "" ? withSuffix(word.slice(start)) : findPiece(table, hash, word, start, end);
      next[size] = size + 1;
      before[size] = size - 1;
      start = end;
    }
    starts[size] = word.length;
    return size;
  }

  const withSuffix = (character: string): number => findPieceOrNone(table, character + suffix) ?? -1;

  /** Looks up the rank of what is at an index and what comes next. */
  function rankAt(index: number, { ids, next, ranks }: Symbols, size: number): void {
    const right = next[index] as number;
    const left = ids[index] as number;
    const rank = right >= size || left < 0 || (ids[right] as number) < 0 ? -1 : rankOfPair(merges, left, ids[right] as number);
    ranks[index] = rank;
    if (rank >= 0) queue.push(rank, index);
  }

  function join(symbols: Symbols, size: number): void {
    const { ids, next, before, ranks } = symbols;
    queue.clear();
    for (let index = 0; index < size; index++) rankAt(index, symbols, size);
    while (queue.pop()) {
      const { rank, index } = queue;
      // What stood there may have been joined to something else by now.
      if (ranks[index] !== rank) continue;
      const joined = next[index] as number;
      const after = next[joined] as number;
      ids[index] = merges.pairs[3 * rank + 2] as number;
      next[index] = after;
      ranks[joined] = -1;
      if (after < size) before[after] = index;
      if (index > 0) rankAt(before[index] as number, symbols, size);
      rankAt(index, symbols, size);
    }
  }

  return (word, found) => {
    const whole = wholeFirst ? idOf(word) : undefined;
    if (whole !== undefined) {
      found.push(whole);
      return;
    }
    const symbols = word.length <= sharedCharacters ? shared : symbolsFor(word.length);
    const size = characters(word, symbols);
    join(symbols, size);
    let last = -1;
    const add = (id: number): void => {
      if (id !== fused || last !== fused || fused < 0) found.push(id);
      last = id;
    };
    for (let index = 0; index < size; index = symbols.next[index] as number) {
      const id = symbols.ids[index] as number;
      if (id >= 0) add(final(id));
      else unknownIds(word.slice(symbols.starts[index], symbols.starts[index + 1]) + (index === size - 1 ? suffix : "")).forEach(add);
    }
  };
}

const byteToken = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;

function findPieceOrNone(table: PieceTable, piece: string): number | undefined {
  const id = findPiece(table, hashOf(piece), piece, 0, piece.length);
  return id < 0 ? undefined : id;
}

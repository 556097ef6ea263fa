/** The library's Unigram model, as far as it is used here. */
export interface UnigramModel {
  readonly trie: { readonly root: PieceNode };
  readonly scores: readonly number[];
  readonly tokens_to_ids: ReadonlyMap<string, number>;
  readonly unk_token_id: number;
}

/** A beginning of pieces. */
interface PieceNode {
  readonly is_leaf: boolean;
  readonly children: ReadonlyMap<string, PieceNode>;
}

/** How much worse than the worst piece an unknown character is. */
const unknownPenalty = 10;

/**
 * The way to cut words into the pieces with the best sum of scores, as the reference does it (`encode_optimized` of its Unigram): of equal
 * sums the first one found is kept, the sums are added up from the start of the word, and unknown characters in a row are one piece.
 * `scores` are those of the file.
 */
export function unigramPieces(model: UnigramModel, scores: readonly number[]): (word: string) => string[] {
  const { trie, tokens_to_ids: ids, unk_token_id: unknown } = model;
  /** Found once for each piece: a text of one character, of which there are long pieces, asks for them at every position. */
  const idsByNode = new Map<PieceNode, number>();
  const idOf = (node: PieceNode, word: string, begin: number, end: number): number => {
    const known = idsByNode.get(node);
    if (known !== undefined) return known;
    const id = ids.get(word.slice(begin, end)) ?? unknown;
    idsByNode.set(node, id);
    return id;
  };
  const unknownScore = scores.reduce((least, score) => Math.min(least, score), Infinity) - unknownPenalty;
  return (word) => {
    // By the position where a piece ends: the best sum, where the piece begins, and whether it is unknown.
    const sums = new Float64Array(word.length + 1);
    const begins = new Int32Array(word.length + 1).fill(-1);
    const isUnknown = new Uint8Array(word.length + 1);
    const offer = (begin: number, end: number, score: number, id: number): void => {
      const sum = score + (sums[begin] as number);
      if (begins[end] !== -1 && sum <= (sums[end] as number)) return;
      sums[end] = sum;
      begins[end] = begin;
      isUnknown[end] = id === unknown ? 1 : 0;
    };
    for (let begin = 0; begin < word.length;) {
      const next = begin + characterAt(word, begin).length;
      let hasCharacter = false;
      let node: PieceNode | undefined = trie.root;
      for (let end = begin; end < word.length;) {
        const character = characterAt(word, end);
        node = node.children.get(character);
        if (node === undefined) break;
        end += character.length;
        if (!node.is_leaf) continue;
        const id = idOf(node, word, begin, end);
        offer(begin, end, scores[id] ?? unknownScore, id);
        hasCharacter ||= end === next;
      }
      if (!hasCharacter) offer(begin, next, unknownScore, unknown);
      begin = next;
    }
    return piecesBack(word, begins, isUnknown);
  };
}

function piecesBack(word: string, begins: Int32Array, isUnknown: Uint8Array): string[] {
  const pieces: string[] = [];
  for (let end = word.length; end > 0;) {
    let begin = begins[end] as number;
    if (isUnknown[end] === 1) while (begin > 0 && isUnknown[begin] === 1) begin = begins[begin] as number;
    pieces.push(word.slice(begin, end));
    end = begin;
  }
  return pieces.toReversed();
}

/** The character at a position. */
function characterAt(word: string, index: number): string {
  const code = word.charCodeAt(index);
  return code >= 0xd8_00 && code <= 0xdb_ff ? word.slice(index, index + 2) : (word[index] ?? "");
}

/** What cutting words needs of a WordPiece model. */
export interface WordPieceRules {
  readonly ids: ReadonlyMap<string, number>;
  readonly unknown: string;
  /** What stands before every piece of a word but its first. */
  readonly continuing: string;
  /** Longer words are unknown. */
  readonly maxCharacters: number;
}

/**
 * The way to cut words into the longest pieces there are, from the left. The library does the same, but begins with the whole rest of a word for every
 * piece, which takes the square of its length; here it is the longest piece of the vocabulary.
 */
export function wordPieces({ ids, unknown, continuing, maxCharacters }: WordPieceRules): (word: string) => string[] {
  let longest = 1;
  for (const piece of ids.keys()) if (piece.length > longest) longest = piece.length;
  return (word) => {
    if (word.length > maxCharacters && Array.from(word).length > maxCharacters) return [unknown];
    const pieces: string[] = [];
    for (let start = 0; start < word.length;) {
      let end = Math.min(word.length, start + longest);
      let piece = pieceOf(word, start, end, continuing);
      while (end > start && !ids.has(piece)) {
        end -= 1;
        piece = pieceOf(word, start, end, continuing);
      }
      if (end === start) return [unknown];
      pieces.push(piece);
      start = end;
    }
    return pieces;
  };
}

const pieceOf = (word: string, start: number, end: number, continuing: string): string =>
  start === 0 ? word.slice(0, end) : continuing + word.slice(start, end);

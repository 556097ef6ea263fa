/** What finding offsets needs of a tokenizer. */
export interface OffsetTools {
  /** The ids of a text, without the special tokens around it. */
  encode(text: string): readonly number[];
  /** The pieces that ids stand for. */
  pieces(ids: readonly number[]): readonly string[];
  /** What stands before every piece of a word but its first; undefined for tokenizers that do not cut words so. */
  readonly continuing: string | undefined;
}

/** Words as BERT's rules cut them, and by white space alone. */
const wordPatterns = [
  /[\p{P}!-/:-@[-`{-~\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]|[^\p{White_Space}\p{P}!-/:-@[-`{-~\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]+/gu,
  /\P{White_Space}+/gu,
];

/**
 * The offsets of each token in a text: pairs of start and end in UTF-16 units, -1 and -1 if they are not certain. The library
 * keeps no offsets, so each character is tokenized alone: where what its characters give, one after the other, is what the pieces of the text
 * are, the pieces' ends are offsets into the characters. A piece that is a part of a character has all of it.
 */
export function tokenOffsets(text: string, ids: readonly number[], tools: OffsetTools): Int32Array {
  const offsets = new Int32Array(ids.length * 2).fill(-1);
  const surfaceOfCharacter = surfaces(tools);
  if (tools.continuing === undefined) {
    offsetsOfWord(text, 0, ids, offsets, tools, surfaceOfCharacter);
    return offsets;
  }
  for (const pattern of wordPatterns) {
    const words = wordsOf(text, pattern, tools);
    if (
      !isSame(
        words.flatMap((word) => word.ids),
        ids,
      )
    )
      continue;
    let token = 0;
    for (const word of words) {
      offsetsOfWord(word.text, word.start, word.ids, offsets.subarray(token * 2), tools, surfaceOfCharacter);
      token += word.ids.length;
    }
    break;
  }
  return offsets;
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly ids: readonly number[];
}

function wordsOf(text: string, pattern: RegExp, { encode }: OffsetTools): readonly Word[] {
  const known = new Map<string, readonly number[]>();
  return Array.from(text.matchAll(pattern), ({ 0: word, index: start }) => {
    const ids = known.get(word) ?? encode(word);
    known.set(word, ids);
    return { text: word, start, ids };
  });
}

/** The text of a character's pieces, cached: pieces without their continuation prefix. */
function surfaces({ encode, pieces, continuing }: OffsetTools): (character: string) => string {
  const known = new Map<string, string>();
  return (character) => {
    let surface = known.get(character);
    if (surface === undefined) known.set(character, (surface = surfacesOf(pieces(encode(character)), continuing).join("")));
    return surface;
  };
}

const surfacesOf = (pieces: readonly string[], continuing: string | undefined): readonly string[] =>
  pieces.map((piece, index) =>
    continuing !== undefined && index > 0 && piece.startsWith(continuing) ? piece.slice(continuing.length) : piece,
  );

/** Fills in the offsets of the tokens of one word, which begins at `start`. Leaves them where they are not certain. */
function offsetsOfWord(
  word: string,
  start: number,
  ids: readonly number[],
  offsets: Int32Array,
  tools: OffsetTools,
  surfaceOfCharacter: (character: string) => string,
): void {
  // Of every unit of what the characters give, where its character begins and ends.
  const begins: number[] = [];
  const ends: number[] = [];
  let given = "";
  let at = start;
  for (const character of word) {
    const surface = surfaceOfCharacter(character);
    given += surface;
    for (let unit = 0; unit < surface.length; unit++) {
      begins.push(at);
      ends.push(at + character.length);
    }
    at += character.length;
  }
  const tokens = surfacesOf(tools.pieces(ids), tools.continuing);
  if (tokens.join("") !== given) {
    // One token for a whole word, the unknown one say: from the first of its characters that the model sees to the last.
    if (tools.continuing !== undefined && ids.length === 1 && given !== "") offsets.set([begins[0] ?? -1, ends.at(-1) ?? -1]);
    return;
  }
  let unit = 0;
  for (const [token, surface] of tokens.entries()) {
    if (surface === "") continue;
    offsets.set([begins[unit] ?? -1, ends[unit + surface.length - 1] ?? -1], token * 2);
    unit += surface.length;
  }
}

const isSame = (left: readonly number[], right: readonly number[]): boolean =>
  left.length === right.length && left.every((id, index) => id === right[index]);

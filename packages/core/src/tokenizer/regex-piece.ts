/** How a piece of a regular expression can go on where what follows it does not match. */
export interface RegexPiece {
  /** Cannot fail: where nothing fits, it takes nothing. */
  readonly sure: boolean;
  /** Holds a repetition without an upper bound. */
  readonly endless: boolean;
  /** How many different matches its alternatives and bounded repetitions can give at one position. */
  readonly ways: number;
}

/** Matches the empty text, everywhere. */
export const nothing: RegexPiece = { sure: true, endless: false, ways: 1 };

/** One character of some kind, or a position between two: it may fail, and cannot be read in two ways. */
export const oneCharacter: RegexPiece = { sure: false, endless: false, ways: 1 };

const most = 100;

/** `left|right` */
export const either = (left: RegexPiece, right: RegexPiece): RegexPiece => ({
  sure: left.sure || right.sure,
  endless: left.endless || right.endless,
  ways: left.ways + right.ways,
});

/** One piece after another, or why they may take more than linear time. */
export function inTurn(first: RegexPiece, second: RegexPiece): RegexPiece | string {
  if (first.endless && !second.sure) return "something that must match after a repetition without an upper bound";
  const ways = first.ways * second.ways;
  if (ways > most) return `more than ${most} ways to match at one position`;
  return { sure: first.sure && second.sure, endless: first.endless || second.endless, ways };
}

/** `(?=piece)` or `(?!piece)` */
export const lookahead = (piece: RegexPiece): RegexPiece | string =>
  piece.endless ? "a repetition without an upper bound inside a lookahead" : { ...oneCharacter, ways: piece.ways };

/** A single character with a quantifier after it. */
export function repeatedCharacter(quantifier: string): RegexPiece | string {
  const [least, greatest] = bounds(quantifier);
  if (least > most || (greatest > most && greatest !== Infinity)) return `a repetition of more than ${most}`;
  return { sure: least === 0, endless: greatest === Infinity, ways: greatest === Infinity ? 1 : greatest - least + 1 };
}

/** A group with a quantifier after it. */
export function repeatedGroup(group: RegexPiece, quantifier: string): RegexPiece | string {
  if (group.endless) return "a repetition inside a repetition";
  return quantifier === "?" ? either(group, nothing) : "a repeated group";
}

function bounds(quantifier: string): readonly [number, number] {
  if (quantifier === "?") return [0, 1];
  if (quantifier === "*") return [0, Infinity];
  if (quantifier === "+") return [1, Infinity];
  const [least = "", greatest = least] = quantifier.slice(1, -1).split(",");
  return [Number(least), greatest === "" ? Infinity : Number(greatest)];
}

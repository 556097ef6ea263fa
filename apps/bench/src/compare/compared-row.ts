/**
 * What the difference of two figures is worth. Of figures of several rounds: `"within the spread"` where it is no larger than the distance
 * between the quartiles of one of them, else `"slower"` or `"faster"`; `"one round"` where nothing is known of how much they move. Of what
 * is measured once, such as memory and quality: `"same"` or `"differs"`.
 */
export type Verdict = "within the spread" | "slower" | "faster" | "one round" | "same" | "differs";

/** A figure of one file, with its place. */
export interface NamedFigure {
  readonly model: string;
  readonly part: string;
  /** Names it within its part: `"exit 6, 128 tokens, cpu"`. */
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** How it moved from round to round; undefined for what is measured once. */
  readonly rounds?: { readonly count: number; readonly spread: number };
  /** More of it is faster. */
  readonly isRate?: boolean;
}

/** A figure that is in both files. */
export interface ComparedRow {
  readonly model: string;
  readonly part: string;
  readonly name: string;
  readonly unit: string;
  readonly before: number;
  readonly after: number;
  /** After by before. */
  readonly ratio: number;
  readonly verdict: Verdict;
}

/** Compares a figure with itself in another file. */
export function compareFigures(before: NamedFigure, after: NamedFigure): ComparedRow {
  const { model, part, name, unit } = before;
  const ratio = before.value === after.value ? 1 : after.value / before.value;
  return { model, part, name, unit, before: before.value, after: after.value, ratio, verdict: verdictOf(before, after) };
}

function verdictOf(before: NamedFigure, after: NamedFigure): Verdict {
  const difference = after.value - before.value;
  if (before.rounds === undefined || after.rounds === undefined) return difference === 0 ? "same" : "differs";
  if (difference === 0) return "within the spread";
  if (Math.min(before.rounds.count, after.rounds.count) < 2) return "one round";
  const spread = Math.max(before.value * before.rounds.spread, after.value * after.rounds.spread);
  if (Math.abs(difference) <= spread) return "within the spread";
  return difference > 0 === (before.isRate === true) ? "faster" : "slower";
}

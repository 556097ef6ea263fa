import type { Figure, Flag } from "../results/figure.ts";

/** Rounds that lie further apart than this part of their median do not show a difference of a few percent. */
const wide = 0.1;

/** A figure, and what to call it in a sentence: `"layer 6, 128 tokens, cpu"`. */
export interface NamedFigure {
  readonly name: string;
  readonly figure: Figure;
}

/** So many are named; the others are counted. Each has its spread beside it in the results. */
const named = 5;

/** A flag where the rounds of figures lie more than 10 % apart, which names the widest. One round shows no spread. */
export function spreadFlags(part: string, figures: readonly NamedFigure[]): readonly Flag[] {
  const wider = figures.filter(({ figure }) => figure.spread > wide).toSorted((left, right) => right.figure.spread - left.figure.spread);
  if (wider.length === 0) return [];
  const names = wider.slice(0, named).map(({ name, figure: { spread } }) => `${name}, ${(100 * spread).toFixed(0)} %`);
  const more = wider.length > named ? `; and ${wider.length - named} more` : "";
  const detail = `${wider.length} of ${figures.length} figures have quartiles over 10 % of their median apart: ${names.join("; ")}${more}.`;
  return [{ part, kind: "wide spread", detail }];
}

/** Two texts and how alike people find them. */
export interface ScoredPair {
  readonly left: string;
  readonly right: string;
  readonly score: number;
}

/** A decimal number as people write one, or undefined: no empty text, no hexadecimal, no infinity. */
export function decimalNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$/i.test(text.trim()) ? Number(text) : undefined;
}

/** A text as a message shows it: quoted, and not all of a long one. */
export const shown = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

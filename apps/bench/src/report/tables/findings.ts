/** One column of a table. `digits`: those after the point, of a column of numbers. */
export interface Column {
  readonly title: string;
  readonly digits?: number;
}

/** Variant against variant. */
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What must hold of a figure, and whether it does. A measurement that was cut short cannot show that it holds. */
export interface Bound {
  readonly claim: string;
  readonly measured: number;
  readonly verdict: "met" | "not met" | "not decided";
}

/** What a benchmark found, as plain data. */
export interface Findings {
  readonly tables: readonly Table[];
  readonly bounds: readonly Bound[];
  readonly notes: readonly string[];
}

/** A bound on a figure. `complete`: whether all was measured that the bound is about; default true. */
export function bound(claim: string, measured: number, side: "at most" | "at least", limit: number, complete = true): Bound {
  const holds = side === "at most" ? measured <= limit : measured >= limit;
  const sign = side === "at most" ? "≤" : "≥";
  return { claim: `${claim} ${sign} ${limit}`, measured, verdict: !holds ? "not met" : complete ? "met" : "not decided" };
}

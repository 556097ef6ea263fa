import type { BenchResults } from "../results/bench-results.ts";
import { compareFigures, type ComparedRow, type NamedFigure } from "./compared-row.ts";
import { differingCircumstances } from "./differing-circumstances.ts";
import { namedFigures } from "./named-figures.ts";

/** Two runs beside each other. */
export interface Comparison {
  /** Figures that are in both. */
  readonly rows: readonly ComparedRow[];
  /** How many figures of each part are in one alone. */
  readonly onlyBefore: readonly NamedFigure[];
  readonly onlyAfter: readonly NamedFigure[];
  /** What else was different, a sentence each. */
  readonly warnings: readonly string[];
}

/** Compares two runs: models by name, figures by where they were measured. */
export function compareResults(before: BenchResults, after: BenchResults): Comparison {
  const [left, right] = [byPlace(before), byPlace(after)];
  return {
    rows: [...left].flatMap(([place, figure]) => {
      const other = right.get(place);
      return other === undefined ? [] : [compareFigures(figure, other)];
    }),
    onlyBefore: [...left].filter(([place]) => !right.has(place)).map(([, figure]) => figure),
    onlyAfter: [...right].filter(([place]) => !left.has(place)).map(([, figure]) => figure),
    warnings: differingCircumstances(before, after),
  };
}

/**
 * Latencies that are more than so many per cent slower, beyond the spread of both runs. Of a single round nothing says that it is within,
 * so it counts.
 */
export function slowerBy({ rows }: Comparison, percent: number): ComparedRow[] {
  return rows.filter(
    ({ part, ratio, verdict }) => part === "latency" && ratio > 1 + percent / 100 && (verdict === "slower" || verdict === "one round"),
  );
}

const byPlace = (results: BenchResults): Map<string, NamedFigure> =>
  new Map(namedFigures(results).map((figure) => [JSON.stringify([figure.model, figure.part, figure.name]), figure]));

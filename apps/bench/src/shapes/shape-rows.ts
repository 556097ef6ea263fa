import { figureOf } from "../measure/figure-of.ts";
import type { Peak } from "../results/peak.ts";
import type { ShapeRow } from "../results/shapes.ts";
import type { Cell, CellRounds } from "./cell.ts";

/** What rows are made with. */
export interface ShapeRowsOptions {
  /** Floating-point operations of a whole batch. */
  readonly operationsOf: (cell: Cell) => number;
  readonly peak?: Peak | undefined;
}

const cpu = "cpu";

/** Rows by layer, tokens and provider, the CPU first, of cells that have at least one round. */
export function shapeRows(cells: readonly CellRounds[], { operationsOf, peak }: ShapeRowsOptions): readonly ShapeRow[] {
  const rows = cells.map(({ cell, provider, milliseconds: rounds }): ShapeRow => {
    const milliseconds = figureOf(rounds);
    const gigaflops = operationsOf(cell) / milliseconds.median / 1e6;
    const own = cells.find((other) => other.cell === cell && other.provider === cpu);
    return {
      ...cell,
      provider,
      milliseconds,
      tokensPerSecond: (cell.batch * cell.tokens * 1000) / milliseconds.median,
      gigaflops,
      ...(peak === undefined || provider !== cpu ? {} : { peakShare: gigaflops / peak.gigaflops }),
      ...(own === undefined || provider === cpu ? {} : { speedUp: figureOf(own.milliseconds).median / milliseconds.median }),
    };
  });
  const order = [...new Set(cells.map(({ provider }) => provider))];
  return rows.toSorted(
    (left, right) => left.layer - right.layer || left.tokens - right.tokens || order.indexOf(left.provider) - order.indexOf(right.provider),
  );
}

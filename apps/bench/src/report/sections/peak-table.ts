import type { Peak } from "../../results/peak.ts";
import type { Table } from "../tables/findings.ts";
import { formatShare, formatShort } from "../tables/format-number.ts";
import { numberColumn } from "./titled-table.ts";

/** The sizes of the matrix products and what they reached. */
export function peakTable({ sizes }: Peak): Table {
  return {
    columns: [...["rows", "inner", "columns"].map((title) => numberColumn(title)), numberColumn("GFLOP/s"), numberColumn("spread")],
    rows: sizes.map(({ rows, inner, columns, gigaflops }) => [
      String(rows),
      String(inner),
      String(columns),
      formatShort(gigaflops.median),
      formatShare(gigaflops.spread),
    ]),
  };
}

/** The peak GFLOP/s in a sentence. */
export const peakLine = ({ gigaflops, threads }: Peak): string =>
  `${formatShort(gigaflops)} GFLOP/s: the best float32 matrix product on ${threads} ${threads === 1 ? "thread" : "threads"}; shares below are of it.`;

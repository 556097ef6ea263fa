import type { ModelResults } from "../../results/bench-results.ts";
import type { ShapeRow } from "../../results/shapes.ts";
import type { Table } from "../tables/findings.ts";
import { formatShare, formatShort } from "../tables/format-number.ts";
import { groupBy } from "../tables/group-by.ts";
import { distinct, numberColumn } from "./titled-table.ts";

/** What stands in a cell for one exit at one length. */
type Cell = (row: ShapeRow) => string;

/** Milliseconds in the median, exits × lengths. `share`: with the share of peak behind them. */
export function latencyTable({ latency }: ModelResults, { share = false }: { readonly share?: boolean } = {}): Table {
  return shapeTable(latency, ({ milliseconds, peakShare }) =>
    share && peakShare !== undefined ? `${formatShort(milliseconds.median)} · ${formatShare(peakShare)}` : formatShort(milliseconds.median),
  );
}

/** The share of peak that each exit reaches at each length. Without rows where no peak was measured. */
export function peakShareTable({ latency }: ModelResults): Table {
  const reached = latency.filter(({ peakShare }) => peakShare !== undefined);
  return shapeTable(reached, ({ peakShare }) => formatShare(peakShare ?? Number.NaN));
}

/** Texts a second in batches, exits × lengths. `share`: with the share of peak behind them. */
export function textsTable({ throughput }: ModelResults, { share = false }: { readonly share?: boolean } = {}): Table {
  return shapeTable(throughput, ({ batch, milliseconds, peakShare }) => {
    const texts = formatShort((batch * 1000) / milliseconds.median);
    return share && peakShare !== undefined ? `${texts} · ${formatShare(peakShare)}` : texts;
  });
}

/** Tokens a second in batches, exits × lengths. */
export function tokensTable({ throughput }: ModelResults): Table {
  return shapeTable(throughput, ({ tokensPerSecond }) => formatShort(tokensPerSecond));
}

/** Every figure of every shape, a shape a row. */
export function everyShape(rows: readonly ShapeRow[]): Table {
  const headings = ["exit", "tokens", "batch"].map((title) => numberColumn(title));
  const figures = ["ms, median", "ms, least"].map((title) => numberColumn(title, 2));
  const rest = ["spread", "rounds", "tokens/s", "GFLOP/s", "of peak"].map((title) => numberColumn(title));
  return {
    columns: [...headings, { title: "provider" }, ...figures, ...rest],
    rows: rows.map(({ layer, tokens, batch, provider, milliseconds, tokensPerSecond, gigaflops, peakShare }) => [
      String(layer),
      String(tokens),
      batch,
      provider,
      milliseconds.median,
      milliseconds.least,
      formatShare(milliseconds.spread),
      milliseconds.rounds,
      Math.round(tokensPerSecond),
      formatShort(gigaflops),
      peakShare === undefined ? "" : formatShare(peakShare),
    ]),
  };
}

/** Exits down, lengths across. Providers and batches are named where there is more than one, and how much faster another provider is. */
function shapeTable(rows: readonly ShapeRow[], cell: Cell): Table {
  const lengths = distinct(rows.map(({ tokens }) => tokens)).toSorted((left, right) => left - right);
  const providers = distinct(rows.map(({ provider }) => provider));
  const batches = distinct(rows.map(({ batch }) => batch));
  const isFaster = rows.some(({ speedUp }) => speedUp !== undefined);
  const lines = groupBy(rows, ({ provider, layer, batch }) => JSON.stringify([provider, layer, batch]));
  return {
    columns: [
      { title: "exit" },
      ...(providers.length > 1 ? [{ title: "provider" }] : []),
      ...(batches.length > 1 ? [numberColumn("batch")] : []),
      ...lengths.map((tokens) => numberColumn(`${tokens} tokens`)),
      ...(isFaster ? [numberColumn("speed-up")] : []),
    ],
    rows: [...lines.values()].map((line) => {
      const [first] = line;
      const at = new Map(line.map((row) => [row.tokens, cell(row)]));
      return [
        String(first?.layer),
        ...(providers.length > 1 ? [first?.provider ?? ""] : []),
        ...(batches.length > 1 ? [first?.batch ?? 0] : []),
        ...lengths.map((tokens) => at.get(tokens) ?? ""),
        ...(isFaster ? [speedUps(line)] : []),
      ];
    }),
  };
}

/** How many times as fast as the CPU, over all lengths: `1.8 to 5.3 ×`. */
function speedUps(line: readonly ShapeRow[]): string {
  const times = line.flatMap(({ speedUp }) => (speedUp === undefined ? [] : [speedUp])).toSorted((left, right) => left - right);
  const [least, most] = [times[0], times.at(-1)].map((value) => (value === undefined ? "" : value.toFixed(1)));
  if (times.length === 0) return "";
  return least === most ? `${most} ×` : `${least} to ${most} ×`;
}

import type { ModelResults } from "../../../results/bench-results.ts";
import type { ShapeRow } from "../../../results/shapes.ts";
import { formatShare, formatShort } from "../../tables/format-number.ts";
import { distinct } from "../../sections/titled-table.ts";
import { axisOf } from "./axis.ts";
import { exitColour, type Chart } from "./chart.ts";
import { drawLines, type Point } from "./line-plot.ts";

/** Latency of one text by its length, both logarithmic: a line an exit and provider. */
export function latencyChart({ latency }: ModelResults): Chart {
  const points = pointsOf(
    latency,
    ({ milliseconds }) => milliseconds.median,
    (value) => `${formatShort(value)} ms`,
  );
  return {
    title: "Latency by length",
    alternative: `Milliseconds of one text by its tokens, in the median, ${linesOf(latency)}. ${endsOf(points, "ms", formatShort)}`,
    draw: (width) =>
      drawLines(
        {
          points,
          xLabel: "tokens",
          yLabel: "ms, logarithmic",
          y: axisOf(
            points.map(({ y }) => y),
            "log",
            0.03,
          ),
        },
        width,
      ),
  };
}

/** What part of the machine's peak each exit reaches at each length. */
export function peakShareChart({ latency }: ModelResults): Chart {
  const rows = latency.filter(({ peakShare }) => peakShare !== undefined);
  const points = pointsOf(
    rows,
    ({ peakShare }) => (peakShare ?? 0) * 100,
    (value) => `${value.toFixed(0)} % of peak`,
  );
  return {
    title: "Share of peak",
    alternative: `Per cent of the fastest matrix product of this machine that one text reaches, by its tokens, ${linesOf(rows)}. ${endsOf(points, "%", (value) => value.toFixed(0))}`,
    draw: (width) =>
      drawLines(
        {
          points,
          xLabel: "tokens",
          yLabel: "% of peak",
          y: { type: "linear", domain: [0, 100] },
          formatY: (value) => formatShare(value / 100),
        },
        width,
      ),
  };
}

/** Tokens a second in batches, by length. */
export function throughputChart({ throughput }: ModelResults): Chart {
  const points = pointsOf(
    throughput,
    ({ tokensPerSecond }) => tokensPerSecond,
    (value) => `${formatShort(value)} tokens a second`,
  );
  const most = Math.max(...points.map(({ y }) => y));
  return {
    title: "Throughput by length",
    alternative: `Tokens a second in batches of ${distinct(throughput.map(({ batch }) => batch)).join(", ")}, by the tokens of a text, ${linesOf(throughput)}. ${endsOf(points, "tokens a second", formatShort)}`,
    draw: (width) =>
      drawLines(
        {
          points,
          xLabel: "tokens of a text",
          yLabel: "tokens a second",
          y: { type: "linear", domain: [0, most * 1.05] },
          formatY: thousands,
        },
        width,
      ),
  };
}

/** `12,000` as `12k`, since the axis has little room. */
const thousands = (value: number): string => (value >= 10_000 ? `${formatNumberOf(value / 1000)}k` : formatNumberOf(value));
const formatNumberOf = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 1 });

function pointsOf(rows: readonly ShapeRow[], figureOf: (row: ShapeRow) => number, unit: (figure: number) => string): Point[] {
  const providers = distinct(rows.map(({ provider }) => provider));
  const batches = distinct(rows.map(({ batch }) => batch));
  return rows.map((row) => {
    const { layer, tokens, batch, provider } = row;
    const y = figureOf(row);
    const words = [`exit ${layer}`, ...(providers.length > 1 ? [provider] : []), ...(batches.length > 1 ? [`× ${batch}`] : [])];
    const label = words.length === 1 ? `exit ${layer}` : words.join(" ").replace(/^exit /, "");
    return {
      x: tokens,
      y,
      label,
      colour: exitColour(layer),
      isDashed: provider !== providers[0],
      title: `${words.join(", ")}, ${tokens} tokens: ${unit(y)}`,
    };
  });
}

function linesOf(rows: readonly ShapeRow[]): string {
  const layers = distinct(rows.map(({ layer }) => layer)).join(", ");
  const providers = distinct(rows.map(({ provider }) => provider)).join(" and ");
  return `a line for each of the exits ${layers} on ${providers}`;
}

/** The first and the last figure of each line, in words. */
function endsOf(points: readonly Point[], unit: string, format: (figure: number) => string): string {
  const sentences = distinct(points.map(({ label }) => label)).map((label) => {
    const line = points.filter((point) => point.label === label);
    const [first, last] = [line[0], line.at(-1)];
    if (first === undefined || last === undefined) return "";
    const name = label.startsWith("exit") ? label : `exit ${label}`;
    return `${name}: ${format(first.y)} ${unit} at ${first.x} tokens to ${format(last.y)} at ${last.x}`;
  });
  return `${sentences.join("; ")}.`;
}

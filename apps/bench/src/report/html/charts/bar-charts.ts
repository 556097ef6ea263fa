import { axisX, axisY, barX, gridX, ruleX, text, tickX } from "@observablehq/plot";
import type { ModelResults } from "../../../results/bench-results.ts";
import type { Peak } from "../../../results/peak.ts";
import type { VariantResult, WorkloadResult } from "../../../results/workload.ts";
import { formatShare, formatShort } from "../../tables/format-number.ts";
import type { Chart } from "./chart.ts";
import { drawPlot, letterWidth } from "./draw-plot.ts";

/** A bar with its name on the left and its figure at its end. */
interface Bar {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly colour: string;
  readonly title: string;
}

/** What stands on or beside bars. */
interface BarPlot {
  readonly bars: readonly Bar[];
  readonly ends: readonly { readonly name: string; readonly at: number; readonly label: string }[];
  /** Ranges that a figure moved in. */
  readonly ranges?: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  /** Single figures, each a line across its bar. */
  readonly ticks?: readonly { readonly name: string; readonly at: number }[];
  readonly label: string;
  readonly reference?: number;
}

/** Seconds of the variants as multiples of ours, with their spread. */
export function variantsChart({ name, variants }: WorkloadResult): Chart {
  const words = variants.map(
    (variant) => `${variant.name} ${variant.timesOurs.median.toFixed(2)} times (spread ${formatShare(variant.timesOurs.spread)})`,
  );
  const plot: BarPlot = {
    bars: variants.map((variant) => ({
      name: variant.name,
      from: 0,
      to: variant.timesOurs.median,
      colour: variant.timesOurs.median === 1 && variant.timesOurs.spread === 0 ? "var(--nest-1)" : "var(--nest-3)",
      title: `${variant.name}: ${formatShort(variant.seconds.median)} s, ${formatShort(variant.textsPerSecond)} texts a second`,
    })),
    ranges: variants.map((variant) => ({
      name: variant.name,
      from: variant.timesOurs.median - half(variant),
      to: variant.timesOurs.median + half(variant),
    })),
    ends: variants.map((variant) => ({
      name: variant.name,
      at: variant.timesOurs.median + half(variant),
      label: `${variant.timesOurs.median.toFixed(2)} ×`,
    })),
    label: "time, ours is 1; shorter is faster",
    reference: 1,
  };
  return {
    title: `Variants, ${name}`,
    alternative: `Time that each variant takes for the same texts, ours being 1: ${words.join(", ")}.`,
    draw: (width) => drawBars(plot, width),
  };
}

/** Private and shared memory of each exit, and its peak. Undefined where the system did not tell. */
export function memoryChart({ resources }: ModelResults): Chart | undefined {
  const known = resources.flatMap(({ layer, memory }) => (memory === undefined ? [] : [{ layer, ...memory }]));
  if (known.length === 0) return undefined;
  const words = known.map(
    (row) =>
      `exit ${row.layer} ${formatShort(row.privateMegabytes)} private, ${formatShort(row.sharedMegabytes)} shared, peak ${formatShort(row.peakMegabytes)}`,
  );
  const plot: BarPlot = {
    bars: known.flatMap(({ layer, privateMegabytes, sharedMegabytes }) => {
      const name = `exit ${layer}`;
      const both = privateMegabytes + sharedMegabytes;
      return [
        { name, from: 0, to: privateMegabytes, colour: "var(--nest-2)", title: `${name}: ${formatShort(privateMegabytes)} MB private` },
        { name, from: privateMegabytes, to: both, colour: "var(--nest-3)", title: `${name}: ${formatShort(sharedMegabytes)} MB shared` },
      ];
    }),
    ticks: known.map(({ layer, peakMegabytes }) => ({ name: `exit ${layer}`, at: peakMegabytes })),
    ends: known.map(({ layer, privateMegabytes, sharedMegabytes, peakMegabytes }) => ({
      name: `exit ${layer}`,
      at: Math.max(peakMegabytes, privateMegabytes + sharedMegabytes),
      label: `${Math.round(privateMegabytes)} + ${Math.round(sharedMegabytes)}`,
    })),
    label: "MB",
  };
  return {
    title: "Memory by exit",
    alternative: `Megabytes of a process that has one exit open: ${words.join("; ")}.`,
    legend: [
      { label: "private", sign: "bar-2" },
      { label: "shared, mapped weights among it", sign: "bar-3" },
      { label: "peak", sign: "tick" },
    ],
    draw: (width) => drawBars(plot, width),
  };
}

/** What matrix products of several sizes reach. */
export function peakChart({ sizes, gigaflops }: Peak): Chart {
  const plot: BarPlot = {
    bars: sizes.map((size) => ({
      name: nameOf(size),
      from: 0,
      to: size.gigaflops.median,
      colour: size.gigaflops.median === gigaflops ? "var(--nest-1)" : "var(--nest-3)",
      title: `${nameOf(size)}: ${formatShort(size.gigaflops.median)} GFLOP/s`,
    })),
    ends: sizes.map((size) => ({ name: nameOf(size), at: size.gigaflops.median, label: formatShort(size.gigaflops.median) })),
    label: "10⁹ floating-point operations a second",
  };
  return {
    title: "Peak GFLOP/s: matrix products by size",
    alternative: `Billions of operations a second of products of rows × inner × columns: ${sizes.map((size) => `${nameOf(size)} ${formatShort(size.gigaflops.median)}`).join(", ")}.`,
    draw: (width) => drawBars(plot, width),
  };
}

/** Half of the distance between the quartiles. */
const half = ({ timesOurs }: VariantResult): number => (timesOurs.median * timesOurs.spread) / 2;
const nameOf = ({ rows, inner, columns }: Peak["sizes"][number]): string => `${rows} × ${inner} × ${columns}`;

function drawBars({ bars, ends, ranges = [], ticks = [], label, reference }: BarPlot, width: number): string {
  const names = [...new Set(bars.map(({ name }) => name))];
  const most = Math.max(...ends.map(({ at }) => at), 0);
  const longest = Math.min(Math.max(...names.map((name) => name.length)) * letterWidth.plain + 14, width * 0.4);
  const shown = (name: string): string =>
    name.length * letterWidth.plain + 14 <= longest ? name : `${name.slice(0, Math.floor((longest - 22) / letterWidth.plain))}…`;
  return drawPlot({
    width,
    height: names.length * 34 + 52,
    marginTop: 8,
    marginRight: Math.max(...ends.map((end) => end.label.length)) * letterWidth.bold + 12,
    marginBottom: 44,
    marginLeft: longest,
    x: { domain: [0, most] },
    y: { domain: names, padding: 0.3 },
    marks: [
      gridX({ className: "grid", ticks: 5 }),
      axisX({ ticks: 5, label, labelArrow: "none", labelAnchor: "center", tickSize: 0 }),
      axisY({ tickFormat: shown, label: null, tickSize: 0, className: "names" }),
      barX(bars, { x1: "from", x2: "to", y: "name", fill: "colour", title: "title", rx: 2 }),
      ...(reference === undefined ? [] : [ruleX([reference], { className: "reference" })]),
      barX(ranges, { x1: "from", x2: "to", y: "name", insetTop: 9.5, insetBottom: 9.5, className: "range" }),
      tickX(ticks, { x: "at", y: "name", className: "peak" }),
      text(ends, { x: "at", y: "name", text: "label", textAnchor: "start", dx: 7, className: "label" }),
    ],
    color: { type: "identity" },
  });
}

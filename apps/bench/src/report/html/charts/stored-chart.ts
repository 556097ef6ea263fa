import { axisX, axisY, dot, gridX, gridY, line, text } from "@observablehq/plot";
import type { QualityCell, QualityMeasure, StoredType } from "../../../results/quality.ts";
import { groupBy } from "../../tables/group-by.ts";
import { axisOf, spreadApart } from "./axis.ts";
import type { Chart } from "./chart.ts";
import { drawPlot } from "./draw-plot.ts";

const colours: Readonly<Record<StoredType, string>> = {
  float32: "var(--nest-1)",
  int8: "var(--second)",
  binary: "var(--third)",
};

/** Quality of the deepest exit by the bytes that a stored vector takes, a line a type; undefined where only one type was measured. */
export function storedChart({ cells }: QualityMeasure): Chart | undefined {
  const inOneExit = cells.filter(({ queryLayer, storedLayer }) => queryLayer === storedLayer);
  const deepest = Math.max(...inOneExit.map(({ queryLayer }) => queryLayer));
  const shown = inOneExit
    .filter(({ queryLayer }) => queryLayer === deepest)
    .toSorted((left, right) => left.storedBytes - right.storedBytes);
  const lines = [...groupBy(shown, ({ stored }) => stored)];
  if (lines.length < 2) return undefined;
  const words = lines.map(([stored, members]) => {
    const [least, most] = [members[0], members.at(-1)];
    return `${stored} from ${least?.quality.toFixed(2)} in ${least?.storedBytes} bytes to ${most?.quality.toFixed(2)} in ${most?.storedBytes}`;
  });
  return {
    title: `Quality against stored bytes, exit ${deepest}`,
    alternative: `Quality of exit ${deepest} by the bytes of a stored vector: ${words.join("; ")}.`,
    draw: (width) => drawStored(shown, width),
  };
}

function drawStored(cells: readonly QualityCell[], width: number): string {
  const height = Math.round(Math.min(width * 0.72, 380));
  const margins = { marginTop: 30, marginRight: 62, marginBottom: 44, marginLeft: 52 };
  const y = axisOf(
    cells.map(({ quality }) => quality),
    "linear",
    0.06,
  );
  const x = axisOf(
    cells.map(({ storedBytes }) => storedBytes),
    "log",
    0.04,
  );
  const lines = [...groupBy(cells, ({ stored }) => stored).values()];
  const ends = lines.flatMap((members) => members.slice(-1));
  const heights = spreadApart(
    ends.map(({ quality }) => quality),
    y,
    height - margins.marginTop - margins.marginBottom,
    13,
  );
  const labels = ends.map((cell, place) => ({ ...cell, quality: heights[place] ?? cell.quality }));
  const ticks = powersOfTwo(x.domain, width < 480 ? 2 : 1);
  return drawPlot({
    width,
    height,
    ...margins,
    x: { type: "log", domain: [...x.domain] },
    y: { domain: [...y.domain] },
    marks: [
      gridX(ticks, { className: "grid" }),
      gridY({ className: "grid", ticks: 5 }),
      axisX(ticks, {
        text: (value: number) => value.toLocaleString("en-US"),
        label: "bytes of a stored vector, logarithmic",
        labelArrow: "none",
        labelAnchor: "center",
        tickSize: 0,
      }),
      axisY({ ticks: 5, label: "quality", labelArrow: "none", tickSize: 0 }),
      ...lines.map((members) =>
        line(members, { x: "storedBytes", y: "quality", stroke: colours[members[0]?.stored ?? "float32"], strokeWidth: 2 }),
      ),
      dot(cells, {
        x: "storedBytes",
        y: "quality",
        r: 3.5,
        fill: ({ stored }: QualityCell) => colours[stored],
        stroke: "var(--card)",
        title: ({ stored, dimension, quality, storedBytes }: QualityCell) =>
          `${stored}, dimension ${dimension}: ${quality.toFixed(2)}, ${storedBytes} bytes`,
      }),
      text(labels, {
        x: "storedBytes",
        y: "quality",
        text: "stored",
        fill: ({ stored }: QualityCell) => colours[stored],
        textAnchor: "start",
        dx: 9,
        className: "label",
      }),
    ],
    color: { type: "identity" },
  });
}

function powersOfTwo([least, most]: readonly [number, number], step: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.ceil(Math.log2(least)); power <= Math.log2(most); power += step) ticks.push(2 ** power);
  return ticks;
}

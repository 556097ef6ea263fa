import { axisX, axisY, dot, gridX, gridY, line, text } from "@observablehq/plot";
import { formatShort } from "../../tables/format-number.ts";
import { groupBy } from "../../tables/group-by.ts";
import { logTicks, spreadApart, type Axis } from "./axis.ts";
import { drawPlot, letterWidth } from "./draw-plot.ts";

/** One measured point of a line. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** Points of one line have one label, which stands at its end. */
  readonly label: string;
  readonly colour: string;
  readonly isDashed: boolean;
  /** Shown where the pointer rests. */
  readonly title: string;
}

/** How the axes of a line plot are. */
export interface LinePlot {
  readonly points: readonly Point[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly y: Axis;
  readonly formatY?: (value: number) => string;
}

/** Lines over a logarithmic x axis whose ticks are the figures that were measured, each with its label at the end. */
export function drawLines({ points, xLabel, yLabel, y, formatY = formatShort }: LinePlot, width: number): string {
  const height = Math.round(Math.min(width * 0.72, 380));
  const xs = [...new Set(points.map((point) => point.x))].toSorted((left, right) => left - right);
  const lines = [...groupBy(points, ({ label }) => label).values()];
  const longest = Math.max(...points.map(({ label }) => label.length)) * letterWidth.bold;
  const margins = { marginTop: 30, marginRight: Math.min(longest, width * 0.35) + 16, marginBottom: 44, marginLeft: 52 };
  const ends = lines.flatMap((members) => members.toSorted((left, right) => right.x - left.x).slice(0, 1));
  const room = height - margins.marginTop - margins.marginBottom;
  const places = spreadApart(
    ends.map((end) => end.y),
    y,
    room,
    Math.min(13, room / ends.length),
  );
  const labels = ends.map((end, place) => ({ ...end, x: Math.max(...xs), y: places[place] ?? end.y }));
  return drawPlot({
    width,
    height,
    ...margins,
    x: { type: "log", domain: [Math.min(...xs), Math.max(...xs) * (xs.length > 1 ? 1 : 2)] },
    y: { type: y.type, domain: [...y.domain] },
    marks: [
      gridX(xs, { className: "grid" }),
      ...(y.type === "log" ? [gridY(logTicks(y), { className: "grid" })] : [gridY({ className: "grid", ticks: 5 })]),
      axisX(shownTicks(xs, width), {
        text: (value: number) => value.toLocaleString("en-US"),
        label: xLabel,
        labelArrow: "none",
        labelAnchor: "center",
        tickSize: 0,
      }),
      y.type === "log"
        ? axisY(logTicks(y), { text: formatTick, label: yLabel, labelArrow: "none", tickSize: 0 })
        : axisY({ ticks: 5, tickFormat: formatY, label: yLabel, labelArrow: "none", tickSize: 0 }),
      ...lines.map((members) =>
        line(members, {
          x: "x",
          y: "y",
          stroke: members[0]?.colour ?? "currentColor",
          strokeWidth: 2,
          ...(members[0]?.isDashed === true ? { strokeDasharray: "5 4" } : {}),
        }),
      ),
      dot(points, { x: "x", y: "y", fill: "colour", r: 3.25, title: "title", stroke: "var(--card)", strokeWidth: 1 }),
      text(labels, { x: "x", y: "y", text: "label", fill: "colour", textAnchor: "start", dx: 9, className: "label" }),
    ],
    color: { type: "identity" },
  });
}

/** A tick of a logarithmic axis: `0.5`, `20`, `10,000`. */
export const formatTick = (value: number): string => value.toLocaleString("en-US", { maximumSignificantDigits: 1 });

/** Of figures on a logarithmic axis, those whose numbers do not touch. */
function shownTicks(figures: readonly number[], width: number): number[] {
  const [least = 1, most = 1] = [figures[0], figures.at(-1)];
  const pixels = (width - 130) / Math.max(Math.log(most / least), 0.1);
  const shown: number[] = [];
  // From the right, so that the longest stays.
  for (const figure of figures.toReversed()) {
    const next = shown[0];
    if (next === undefined || Math.log(next / figure) * pixels >= 34) shown.unshift(figure);
  }
  return shown;
}

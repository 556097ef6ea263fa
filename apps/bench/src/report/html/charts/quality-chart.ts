import { axisX, axisY, dot, gridX, gridY, line, text } from "@observablehq/plot";
import type { ModelResults } from "../../../results/bench-results.ts";
import type { QualityMeasure } from "../../../results/quality.ts";
import { formatShort } from "../../tables/format-number.ts";
import { modelCuts, type Cut } from "../../cuts/model-cuts.ts";
import { nearestLength } from "../../cuts/nearest-length.ts";
import { paretoFront } from "../../cuts/pareto.ts";
import { axisOf, logTicks, spreadApart } from "./axis.ts";
import { exitColour, type Chart } from "./chart.ts";
import { drawPlot } from "./draw-plot.ts";
import { formatTick } from "./line-plot.ts";

/**
 * Every cut by the latency of its exit and its quality, and the front of those that no other beats.
 * @param wanted tokens at which latency is taken, or the nearest length that was measured
 * @returns undefined where latency or quality is missing
 */
export function qualityChart(model: ModelResults, measure: QualityMeasure, wanted: number): Chart | undefined {
  const tokens = nearestLength(model, wanted);
  const cuts = tokens === undefined ? [] : modelCuts(model, measure, tokens);
  if (tokens === undefined || cuts.length === 0) return undefined;
  const front = paretoFront(cuts);
  const named = front.map(
    ({ layer, dimension, cost, worth }) => `exit ${layer} at dimension ${dimension} with ${worth.toFixed(2)} in ${formatShort(cost)} ms`,
  );
  return {
    title: "Quality against latency",
    alternative: `Quality of ${cuts.length} cuts by the milliseconds of one text of ${tokens} tokens. No other cut beats ${named.join(", ")}.`,
    legend: [
      { label: "a cut; the larger, the more dimensions", sign: "dots" },
      { label: "the Pareto front: better costs more", sign: "front" },
    ],
    draw: (width) => drawCuts(cuts, front, tokens, width),
  };
}

function drawCuts(cuts: readonly Cut[], front: readonly Cut[], tokens: number, width: number): string {
  const height = Math.round(Math.min(width * 0.8, 440));
  const margins = { marginTop: 30, marginRight: 46, marginBottom: 44, marginLeft: 52 };
  const x = axisOf(
    cuts.map(({ cost }) => cost),
    "log",
    0.06,
  );
  const y = axisOf(
    cuts.map(({ worth }) => worth),
    "linear",
    0.07,
  );
  const room = height - margins.marginTop - margins.marginBottom;
  const widest = Math.max(...cuts.map(({ dimension }) => dimension));
  const radius = ({ dimension }: Cut): number => 2.5 + 5.5 * Math.sqrt(dimension / widest);
  // Nothing lies above and left of the front: there is room for its labels, but for those of each other.
  const heights = spreadApart(
    front.map(({ worth }) => worth),
    y,
    room,
    14,
  );
  const labels = front.map((cut, place) => ({ ...cut, worth: heights[place] ?? cut.worth }));
  // The dimensions stand beside the dearest exit's.
  const dearest = cuts.filter(({ cost }) => cost === Math.max(...cuts.map((cut) => cut.cost)));
  const beside = spreadApart(
    dearest.map(({ worth }) => worth),
    y,
    room,
    12,
  );
  const dimensions = dearest.map((cut, place) => ({ ...cut, worth: beside[place] ?? cut.worth }));
  return drawPlot({
    width,
    height,
    ...margins,
    insetLeft: 64,
    x: { type: "log", domain: [...x.domain] },
    y: { domain: [...y.domain] },
    marks: [
      gridX(logTicks(x), { className: "grid" }),
      gridY({ className: "grid", ticks: 5 }),
      axisX(logTicks(x), {
        text: formatTick,
        label: `ms for one text of ${tokens} tokens, logarithmic`,
        labelArrow: "none",
        labelAnchor: "center",
        tickSize: 0,
      }),
      axisY({ ticks: 5, label: "quality", labelArrow: "none", tickSize: 0 }),
      line(front, { x: "cost", y: "worth", curve: "step-after", className: "front" }),
      dot(
        cuts.toSorted((left, right) => right.dimension - left.dimension),
        {
          x: "cost",
          y: "worth",
          r: radius,
          fill: ({ layer }: Cut) => exitColour(layer),
          stroke: "var(--card)",
          title: ({ layer, dimension, cost, worth }: Cut) =>
            `exit ${layer}, dimension ${dimension}: ${worth.toFixed(2)}, ${formatShort(cost)} ms`,
        },
      ),
      text(labels, {
        x: "cost",
        y: "worth",
        text: ({ layer, dimension }: Cut) => `exit ${layer} · ${dimension}`,
        textAnchor: "end",
        dx: -10,
        dy: -9,
        className: "label",
      }),
      text(dimensions, {
        x: "cost",
        y: "worth",
        text: ({ dimension }: Cut) => String(dimension),
        textAnchor: "start",
        dx: 14,
        className: "small",
      }),
    ],
    r: { type: "identity" },
    color: { type: "identity" },
  });
}

import type { BenchResults, ModelResults } from "../results/bench-results.ts";
import type { Figure } from "../results/figure.ts";
import type { ShapeRow } from "../results/shapes.ts";
import type { NamedFigure } from "./compared-row.ts";

/** Every figure of a run that can be found again in another run. */
export function namedFigures({ peak, models }: BenchResults): NamedFigure[] {
  const sizes = peak?.sizes ?? [];
  return [
    ...sizes.map(({ rows, inner, columns, gigaflops }) => ({
      ...repeated(gigaflops),
      model: "",
      part: "peak",
      name: `${rows} × ${inner} × ${columns}, ${peak?.threads} threads`,
      unit: "GFLOP/s",
      isRate: true,
    })),
    ...models.flatMap(figuresOfModel),
  ];
}

function figuresOfModel({ name: model, latency, throughput, workloads, resources, quality }: ModelResults): NamedFigure[] {
  return [
    ...latency.map((row) => ({ ...shape(row), model, part: "latency" })),
    ...throughput.map((row) => ({ ...shape(row), model, part: "throughput" })),
    ...workloads.flatMap(({ name, layer, cut, texts, variants }) =>
      variants.map((variant) => ({
        ...repeated(variant.seconds),
        model,
        part: "workloads",
        name: `${name} of ${texts} texts cut to ${cut}, exit ${layer}, ${variant.name}`,
        unit: "s",
      })),
    ),
    ...resources.flatMap(({ layer, memory, coldStartMilliseconds, diskBytes }) => [
      { ...repeated(coldStartMilliseconds), model, part: "cold start", name: `exit ${layer}`, unit: "ms" },
      ...(memory === undefined
        ? []
        : [
            { model, part: "memory", name: `exit ${layer}, private`, unit: "MB", value: memory.privateMegabytes },
            { model, part: "memory", name: `exit ${layer}, shared`, unit: "MB", value: memory.sharedMegabytes },
            { model, part: "memory", name: `exit ${layer}, peak`, unit: "MB", value: memory.peakMegabytes },
          ]),
      { model, part: "disk", name: `exit ${layer}`, unit: "MB", value: diskBytes / 1e6 },
    ]),
    ...quality.flatMap(({ name, cells }) =>
      cells.map(({ queryLayer, storedLayer, dimension, stored, quality: value }) => ({
        model,
        part: `quality, ${name}`,
        name: `exits ${queryLayer} : ${storedLayer}, dimension ${dimension}, ${stored}`,
        unit: "",
        value,
      })),
    ),
  ];
}

const shape = ({ layer, tokens, batch, provider, milliseconds }: ShapeRow): Pick<NamedFigure, "name" | "unit" | "value" | "rounds"> => ({
  ...repeated(milliseconds),
  name: `exit ${layer}, ${batch === 1 ? "" : `${batch} × `}${tokens} tokens, ${provider}`,
  unit: "ms",
});

const repeated = ({ median, spread, rounds }: Figure): Pick<NamedFigure, "value"> & Required<Pick<NamedFigure, "rounds">> => ({
  value: median,
  rounds: { count: rounds, spread },
});

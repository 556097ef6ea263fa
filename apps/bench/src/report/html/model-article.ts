import type { ModelResults } from "../../results/bench-results.ts";
import type { QualityMeasure } from "../../results/quality.ts";
import type { TitledTable } from "../sections/titled-table.ts";
import { modelLine } from "../sections/machine-line.ts";
import { qualityTables } from "../sections/quality-tables.ts";
import { resourceTable } from "../sections/resource-table.ts";
import { everyShape, latencyTable, peakShareTable, textsTable, tokensTable } from "../sections/shape-tables.ts";
import { variantTable, variantVersions, workloadLine } from "../sections/workload-tables.ts";
import { variantsChart, memoryChart } from "./charts/bar-charts.ts";
import type { Chart } from "./charts/chart.ts";
import { qualityChart } from "./charts/quality-chart.ts";
import { latencyChart, peakShareChart, throughputChart } from "./charts/shape-charts.ts";
import { storedChart } from "./charts/stored-chart.ts";
import { figureMarkup } from "./figure.ts";
import { glance } from "./glance.ts";
import { html, type Markup } from "./html.ts";
import { tableMarkup } from "./table.ts";

/** A part of a model's report: what is drawn, and the same in figures. */
interface Part {
  readonly id: string;
  readonly title: string;
  readonly lead?: string;
  readonly charts: readonly (Chart | undefined)[];
  readonly tables: readonly TitledTable[];
  readonly notes?: readonly string[];
  /** Every figure, folded away. */
  readonly all?: TitledTable;
}

/** The report on one model: `id` is where it stands in the page, `tokens` the length at which quality is held against latency. */
export function modelArticle(id: string, model: ModelResults, tokens: number): Markup {
  const parts = partsOf(model, tokens);
  return html`<article id="${id}" style="${exitColours(model.layers)}">
    <header>
      <h2>${model.name}</h2>
      <p class="lead">${modelLine(model)}</p>
      <p class="identity">${model.identity}</p>
    </header>
    ${glance(model, tokens)}${parts.map((part) => partMarkup(`${id}-${part.id}`, model.name, part))}
  </article> `;
}

/** The parts of a model's report that there are, for a list of contents. */
export const contentsOf = (model: ModelResults): { id: string; title: string }[] =>
  partsOf(model, 1).map(({ id, title }) => ({ id, title }));

function partsOf(model: ModelResults, tokens: number): Part[] {
  const { latency, throughput, resources, quality } = model;
  const workloads = model.workloads.filter(({ variants }) => variants.length > 0);
  const hasShare = latency.some(({ peakShare }) => peakShare !== undefined);
  const parts: (Part | false)[] = [
    ...quality.map((measure, place) => qualityPart(model, measure, place, tokens)),
    latency.length > 0 && {
      id: "latency",
      title: "Latency",
      lead: "One text alone, from token ids to a unit vector.",
      charts: [latencyChart(model), hasShare ? peakShareChart(model) : undefined],
      tables: [
        { title: "Milliseconds in the median, exits × tokens", table: latencyTable(model) },
        ...(hasShare ? [{ title: "Share of peak, exits × tokens", table: peakShareTable(model) }] : []),
      ],
      all: { title: "Latency, every figure", table: everyShape(latency) },
    },
    throughput.length > 0 && {
      id: "throughput",
      title: "Throughput",
      lead: "Texts of one length in batches.",
      charts: [throughputChart(model)],
      tables: [
        { title: "Texts a second, exits × tokens", table: textsTable(model) },
        { title: "Tokens a second, exits × tokens", table: tokensTable(model) },
      ],
      all: { title: "Throughput, every figure", table: everyShape(throughput) },
    },
    resources.length > 0 && {
      id: "memory",
      title: "Memory, cold start, disk",
      lead: "A process of its own for each exit; MB are 10⁶ bytes.",
      charts: [memoryChart(model)].filter((chart) => chart !== undefined),
      tables: [{ title: "What each exit costs besides time", table: resourceTable(model) }],
    },
    workloads.length > 0 && {
      id: "workloads",
      title: "Workloads",
      lead: "The same texts for every variant, each in a process of its own, taking turns. A bar is the median of the rounds, the line in it their spread.",
      charts: workloads.map(variantsChart),
      tables: workloads.map((workload) => ({ title: `${workload.name}: ${workloadLine(workload)}`, table: variantTable(workload) })),
      notes: variantVersions(workloads),
    },
  ];
  return parts.filter((part) => part !== false);
}

function qualityPart(model: ModelResults, measure: QualityMeasure, place: number, tokens: number): Part {
  return {
    id: `quality-${place}`,
    title: `Quality: ${measure.name}`,
    lead: measure.what,
    charts: [qualityChart(model, measure, tokens), storedChart(measure)],
    tables: qualityTables(measure),
  };
}

function partMarkup(id: string, model: string, { title, lead, charts, tables, notes = [], all }: Part): Markup {
  const drawn = charts.filter((chart) => chart !== undefined);
  return html`<section id="${id}">
    <h3>${title}</h3>
    ${lead === undefined ? undefined : html`<p class="lead">${lead}</p> `}
    <div class="${drawn.length === 1 ? "beside" : "below"}">
      <div class="figures">${drawn.map((chart, place) => figureMarkup(`${id}-figure-${place}`, chart))}</div>
      <div class="tables">${tables.map((table) => tableMarkup(`${model}, ${title}`, table))}</div>
    </div>
    ${
      notes.length === 0
        ? undefined
        : html`<ul class="hint">
            ${notes.map((note) => html`<li>${note}</li>`)}
          </ul> `
    }${
      all === undefined
        ? undefined
        : html`<details>
            <summary>Every figure</summary>
            ${tableMarkup(model, all)}
          </details> `
    }
  </section> `;
}

/** From the lightest for the shallowest exit to the darkest for the deepest. */
function exitColours(layers: readonly number[]): string {
  const colour = (place: number): string =>
    `color-mix(in oklab, var(--deep) ${Math.round((100 * place) / Math.max(layers.length - 1, 1))}%, var(--shallow))`;
  return layers.map((layer, place) => `--exit-${layer}: ${layers.length === 1 ? "var(--deep)" : colour(place)}`).join("; ");
}

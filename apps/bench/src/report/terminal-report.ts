import type { BenchResults, ModelResults } from "../results/bench-results.ts";
import { tableText } from "./tables/markdown.ts";
import { printable } from "./tables/printable.ts";
import { usualTokens } from "./cuts/nearest-length.ts";
import { frontTables } from "./sections/front-tables.ts";
import { machineLine, modelLine } from "./sections/machine-line.ts";
import { qualityTables } from "./sections/quality-tables.ts";
import { resourceTable } from "./sections/resource-table.ts";
import { peakLine } from "./sections/peak-table.ts";
import { latencyTable, textsTable } from "./sections/shape-tables.ts";
import { distinct } from "./sections/titled-table.ts";
import { variantTable, variantVersions, workloadLine } from "./sections/workload-tables.ts";

/** Everything that a run measured, as text for a terminal; it is Markdown, too. Ends with a line feed. */
export function terminalReport(results: BenchResults): string {
  const { flags, peak, models, more } = results;
  const fronts = frontTables(models, usualTokens);
  const blocks = [
    `${machineLine(results)}\n${results.date}`,
    // First, since they say which of the figures below to doubt.
    ...(flags.length === 0 ? [] : ["# Look out", flags.map(({ part, kind, detail }) => `- ${part}, ${kind}: ${detail}`).join("\n")]),
    ...(peak === undefined ? [] : ["# Peak GFLOP/s", peakLine(peak)]),
    ...models.flatMap(modelBlocks),
    ...(fronts.length === 0 ? [] : ["# All models", ...fronts.flatMap(({ title, table }) => [`${title}:`, tableText(table)])]),
    ...(more.length === 0 ? [] : ["# For more", more.map((sentence) => `- ${sentence}`).join("\n")]),
  ];
  return printable(`${blocks.join("\n\n")}\n`);
}

function modelBlocks(model: ModelResults): string[] {
  const { latency, throughput, workloads, resources, quality } = model;
  const hasShare = [...latency, ...throughput].some(({ peakShare }) => peakShare !== undefined);
  const batches = distinct(throughput.map(({ batch }) => batch)).join(", ");
  return [
    `# ${model.name}`,
    `${modelLine(model)}\n${model.identity}`,
    ...(latency.length === 0
      ? []
      : [`## Latency: one text, ms in the median${hasShare ? " · share of peak" : ""}`, tableText(latencyTable(model, { share: true }))]),
    ...(throughput.length === 0
      ? []
      : [
          `## Throughput: batches of ${batches}, texts a second${hasShare ? " · share of peak" : ""}`,
          tableText(textsTable(model, { share: true })),
        ]),
    ...(workloads.length === 0 ? [] : ["## Workloads: all variants in one run, taking turns"]),
    ...workloads.flatMap((workload) => [`${workload.name}: ${workloadLine(workload)}`, tableText(variantTable(workload))]),
    ...(workloads.length === 0 ? [] : [variantVersions(workloads).join("\n")]),
    ...(resources.length === 0 ? [] : ["## Memory, cold start, disk", tableText(resourceTable(model))]),
    ...quality.flatMap((measure) => [
      `## Quality: ${measure.name}`,
      measure.what,
      ...qualityTables(measure).flatMap(({ title, table }) => [`${title}:`, tableText(table)]),
    ]),
  ];
}

import type { VariantResult, WorkloadResult } from "../../results/workload.ts";
import type { Table } from "../tables/findings.ts";
import { formatShare, formatShort } from "../tables/format-number.ts";
import { numberColumn } from "./titled-table.ts";

/** What a workload consists of: `512 texts, 61,440 tokens (median 120, p95 408), cut to 256, exit 6`. */
export function workloadLine({ texts, tokens, medianTokens, p95Tokens, cut, layer }: WorkloadResult): string {
  const lengths = `median ${count(medianTokens)}, 95th percentile ${count(p95Tokens)}`;
  return `${count(texts)} texts, ${count(tokens)} tokens (${lengths}), cut to ${count(cut)}, exit ${layer}`;
}

/** The variants of a workload, a row a variant. */
export function variantTable({ variants }: WorkloadResult): Table {
  const isCompared = variants.some(({ largestDifference }) => largestDifference !== undefined);
  return {
    columns: [
      { title: "variant" },
      ...["times ours · spread", "s · spread", "texts/s", "tokens/s", "CPU s", "peak MB"].map((title) => numberColumn(title)),
      ...(isCompared ? [numberColumn("largest difference")] : []),
    ],
    rows: variants.map((variant) => [
      variant.name,
      `${variant.timesOurs.median.toFixed(2)} · ${formatShare(variant.timesOurs.spread)}`,
      `${formatShort(variant.seconds.median)} · ${formatShare(variant.seconds.spread)}`,
      formatShort(variant.textsPerSecond),
      formatShort(variant.tokensPerSecond),
      formatShort(variant.cpuSeconds),
      variant.peakMegabytes === undefined ? "" : formatShort(variant.peakMegabytes),
      ...(isCompared ? [variant.largestDifference === undefined ? "" : formatDifference(variant.largestDifference)] : []),
    ]),
  };
}

const count = (value: number): string => value.toLocaleString("en-US");
const madeOf = ({ name, versions, note }: VariantResult): string =>
  `${name}: ${[...versions, note].filter((part) => part !== undefined).join(", ")}`;
const formatDifference = (value: number): string => (value === 0 ? "0" : value.toExponential(1));

/** What the variants of some workloads are made of, each once: `ours: @nestvec/runtime-node 0.0.0, onnxruntime-node 1.30.0`. */
export function variantVersions(workloads: readonly WorkloadResult[]): string[] {
  return [...new Set(workloads.flatMap(({ variants }) => variants.map(madeOf)))];
}

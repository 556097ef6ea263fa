import type { ArmResult, WorkloadResult } from "../../results/workload.ts";
import type { Table } from "../tables/findings.ts";
import { formatShare, formatShort } from "../tables/format-number.ts";
import { numberColumn } from "./titled-table.ts";

/** What a workload consists of: `512 texts, 61,440 tokens (median 120, p95 408), cut to 256, exit 6`. */
export function workloadLine({ texts, tokens, medianTokens, p95Tokens, cut, layer }: WorkloadResult): string {
  const lengths = `median ${count(medianTokens)}, 95th percentile ${count(p95Tokens)}`;
  return `${count(texts)} texts, ${count(tokens)} tokens (${lengths}), cut to ${count(cut)}, exit ${layer}`;
}

/** The arms of a workload, a row an arm. */
export function armTable({ arms }: WorkloadResult): Table {
  const isCompared = arms.some(({ largestDifference }) => largestDifference !== undefined);
  return {
    columns: [
      { title: "arm" },
      ...["times ours · spread", "s · spread", "texts/s", "tokens/s", "CPU s", "peak MB"].map((title) => numberColumn(title)),
      ...(isCompared ? [numberColumn("largest difference")] : []),
    ],
    rows: arms.map((arm) => [
      arm.name,
      `${arm.timesOurs.median.toFixed(2)} · ${formatShare(arm.timesOurs.spread)}`,
      `${formatShort(arm.seconds.median)} · ${formatShare(arm.seconds.spread)}`,
      formatShort(arm.textsPerSecond),
      formatShort(arm.tokensPerSecond),
      formatShort(arm.cpuSeconds),
      arm.peakMegabytes === undefined ? "" : formatShort(arm.peakMegabytes),
      ...(isCompared ? [arm.largestDifference === undefined ? "" : formatDifference(arm.largestDifference)] : []),
    ]),
  };
}

const count = (value: number): string => value.toLocaleString("en-US");
const madeOf = ({ name, versions, note }: ArmResult): string =>
  `${name}: ${[...versions, note].filter((part) => part !== undefined).join(", ")}`;
const formatDifference = (value: number): string => (value === 0 ? "0" : value.toExponential(1));

/** What the arms of some workloads are made of, each once: `ours: @nestvec/runtime-node 0.0.0, onnxruntime-node 1.30.0`. */
export function armVersions(workloads: readonly WorkloadResult[]): string[] {
  return [...new Set(workloads.flatMap(({ arms }) => arms.map(madeOf)))];
}

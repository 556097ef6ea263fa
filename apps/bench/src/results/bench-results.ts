import type { Machine } from "../machine/machine.ts";
import type { Flag } from "./figure.ts";
import type { QualityMeasure } from "./quality.ts";
import type { Peak } from "./peak.ts";
import type { ResourceRow, ShapeRow } from "./shapes.ts";
import type { WorkloadResult } from "./workload.ts";

/** The first key of the JSON file, so that another file is not taken for one. */
export const benchFormat = "nestvec-bench/1";

/** What was measured of one model. A part that was not asked for is empty. */
export interface ModelResults {
  /** Its name and, by it, its place in a comparison of two files. */
  readonly name: string;
  /** Names the very weights, graphs and tokenizer. */
  readonly identity: string;
  readonly layers: readonly number[];
  /** Dimensions that were measured, widest first. */
  readonly dimensions: readonly number[];
  readonly width: number;
  readonly maxTokens: number;
  /** Whether vectors of different exits may be compared. */
  readonly sharedSpace: boolean;
  /** Batch 1. */
  readonly latency: readonly ShapeRow[];
  /** Batches of several. */
  readonly throughput: readonly ShapeRow[];
  readonly resources: readonly ResourceRow[];
  readonly workloads: readonly WorkloadResult[];
  readonly quality: readonly QualityMeasure[];
}

/** Everything that one run of the bench measured: what is printed, written as JSON, drawn as HTML and compared. */
export interface BenchResults {
  readonly format: typeof benchFormat;
  /** When it began, as ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly settings: {
    readonly seed: number;
    /** Threads of ONNX Runtime, the same for all variants. */
    readonly threads: number;
  };
  readonly peak?: Peak;
  readonly models: readonly ModelResults[];
  readonly flags: readonly Flag[];
  /** What was left out, and what to add to the command for it, each a sentence. */
  readonly more: readonly string[];
}

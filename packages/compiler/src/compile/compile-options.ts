import type { Signal, WeightType } from "@nestvec/core";
import type { SourceOptions } from "@nestvec/core/compile";
import type { PullChoice } from "@nestvec/runtime-node";
import type { QuantizationReport } from "../quantize/quantization-report.ts";
import type { ComparedExit } from "../run/compare-published.ts";
import type { ExitDifference } from "../run/compare-vectors.ts";
import type { QuantizingRequest } from "../search/quantizing-options.ts";

/** How a model is compiled. */
export interface CompileOptions extends SourceOptions, QuantizingRequest {
  /** The folder of the compiled model, which must not be there yet, or be empty. */
  readonly out: string;
  /** Whether a repository of the Hugging Face hub is downloaded, and how. Default: only what was downloaded before is compiled. */
  readonly pull?: PullChoice | undefined;
  /**
   * Whether the published graphs beside the weights are compared with the compiled ones, on texts of several scripts and lengths. A model whose vectors are
   * others is an error, and is not written. Default: false.
   */
  readonly verify?: boolean | undefined;
  /**
   * What the weights are stored in. They are expanded when a graph is opened, so it computes as with float32. Where numbers were rounded, the model is compared
   * with its weights in float32, which takes their room on the disk for that long, and its vectors have a space of their own. Default: "float32". With
   * `compute: "int8"` these are the embedding tables alone, by default in int8, and what they lose counts with the products.
   */
  readonly weights?: WeightType | undefined;
  /** Whether `golden.json` is written: what the model gives for some texts, which takes a run of each exit. Default: true. */
  readonly goldenVectors?: boolean | undefined;
  /** Is told of every file that was written, and of what comes before the first. */
  readonly onProgress?: ((progress: CompileProgress) => void) | undefined;
  /** Stops the work. What was written is removed. */
  readonly signal?: Signal | undefined;
}

/** How far a model is compiled. Plain data. */
export interface CompileProgress {
  readonly step: "downloading" | "checking weights" | "quantizing" | "writing" | "running";
  /** The file that is downloaded, the tensor that is checked, the form that is tried, the file that is written, or what is run. */
  readonly part: string;
  /** Bytes of the files written by now, and of all; of those that are downloaded, while they are. */
  readonly writtenBytes: number;
  readonly totalBytes: number;
}

/** Tells how far a model is compiled. `writtenBytes`: of the files written by now, none by default. */
export type Tell = (step: CompileProgress["step"], part: string, writtenBytes?: number) => void;

/** A model that was compiled. Plain data. */
export interface CompiledModelReport {
  readonly folder: string;
  /** `model_type` of config.json. */
  readonly family: string;
  /** The layers of its exits. */
  readonly layers: readonly number[];
  /** How it pools, and the file that says so. */
  readonly pooling: { readonly mode: string; readonly from: string };
  /** Texts of so many tokens or more are computed by graphs of their own; null where the model takes no such text. */
  readonly longFrom: number | null;
  /** What its weights are stored in, and how far that takes the vectors of each exit: null where no number of the weights was rounded. */
  readonly weights: {
    readonly storage: WeightType;
    /** Bytes of the files of weights, and what they would be in float32. */
    readonly bytes: number;
    readonly float32Bytes: number;
    readonly loss: readonly ExitDifference[] | null;
  };
  /** How near each exit comes to its published graph; undefined where that was not asked for, null where there are no published graphs. */
  readonly verification?: readonly ComparedExit[] | null;
  /** Which form was found with `compute: "int8"`, and how near it comes to float32. */
  readonly quantization?: QuantizationReport;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}

import { invalidArgument, requireOptions, requireSignal, type GraphOptions, type Pooling, type Signal } from "@nestvec/core";
import type { PullChoice } from "@nestvec/runtime-node";
import type { FormReport, GraphPlace } from "../quantize/quantization-report.ts";
import { checkedQuantizing, type Quantizing, type QuantizingRequest } from "../search/quantizing-options.ts";

/** How a published model is quantized. */
export interface QuantizeOptions extends GraphOptions, Pick<QuantizingRequest, "minCosine" | "texts"> {
  /** The folder of the quantized model, which must not be there yet, or be empty. */
  readonly out: string;
  /** How the model pools, where its files do not say. It is to be said of the quantized model, too. */
  readonly pooling?: Pooling | undefined;
  /** Its name on the Hugging Face hub, for what only the model cards of well-known repositories state. Default: as its folder says. */
  readonly repository?: string | undefined;
  /** Whether a repository of the Hugging Face hub is downloaded, and how. Default: only what was downloaded before is quantized. */
  readonly pull?: PullChoice | undefined;
  /** Is told what is done. */
  readonly onProgress?: ((progress: QuantizeProgress) => void) | undefined;
  /** Stops the work. What was written is removed. */
  readonly signal?: Signal | undefined;
}

/** How far a model is quantized. Plain data. */
export interface QuantizeProgress {
  readonly step: "downloading" | "reading" | "quantizing" | "writing";
  /** The file that is downloaded, read or written, or the form that is tried. */
  readonly part: string;
  /** Of a download, bytes by now and of all; of the rest 0. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** A model that was quantized. Plain data. */
export interface QuantizedModelReport {
  readonly folder: string;
  /** The layers of its exits. */
  readonly layers: readonly number[];
  /** How it pools, and the file that says so. */
  readonly pooling: { readonly mode: string; readonly from: string };
  /** The form that was found, and how near it comes to float32. */
  readonly quantization: FormReport<GraphPlace>;
  /** Bytes of the graphs and weights that it was made from. */
  readonly sourceBytes: number;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}

/** Options that were checked, those with defaults filled in. */
export type CheckedQuantizing = Omit<QuantizeOptions, "minCosine" | "texts"> & Quantizing;

/** @throws NestvecError ARGUMENT_INVALID */
export function checkedQuantizeOptions(options: QuantizeOptions): CheckedQuantizing {
  requireOptions<QuantizeOptions>("quantizeModel", options, {
    out: true,
    pooling: true,
    repository: true,
    dtype: true,
    file: true,
    pull: true,
    minCosine: true,
    texts: true,
    onProgress: true,
    signal: true,
  });
  const { minCosine, texts, ...others } = options;
  if (typeof others.out !== "string" || others.out === "") throw invalidArgument("out", others.out, "the path of a folder");
  requireSignal(others.signal);
  return { ...others, ...checkedQuantizing({ minCosine, texts }) };
}

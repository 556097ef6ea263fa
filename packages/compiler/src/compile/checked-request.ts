import { invalidArgument, requireOptions, requireSignal } from "@nestvec/core";
import { weightTypes } from "@nestvec/core/compile";
import { quantizingOf, type Quantizing, type QuantizingRequest } from "../search/quantizing-options.ts";
import type { CompileOptions } from "./compile-options.ts";

/** Options that were checked, those with defaults filled in. */
export interface CheckedRequest extends Omit<CompileOptions, keyof QuantizingRequest> {
  readonly weights: NonNullable<CompileOptions["weights"]>;
  readonly verify: boolean;
  readonly goldenVectors: boolean;
  /** Undefined for a model that is computed in float32. */
  readonly quantizing: Quantizing | undefined;
}

/** @throws NestvecError ARGUMENT_INVALID */
export function checkedRequest(options: CompileOptions): CheckedRequest {
  requireOptions<CompileOptions>("compileModel", options, {
    out: true,
    layers: true,
    pooling: true,
    repository: true,
    pull: true,
    verify: true,
    weights: true,
    compute: true,
    minCosine: true,
    texts: true,
    goldenVectors: true,
    onProgress: true,
    signal: true,
  });
  const { compute, minCosine, texts, verify = false, goldenVectors = true, ...others } = options;
  const quantizing = quantizingOf({ compute, minCosine, texts });
  const weights = others.weights ?? (quantizing === undefined ? "float32" : "int8");
  if (!weightTypes.includes(weights)) throw invalidArgument("weights", weights, `"float32", "float16" or "int8"`);
  requireSignal(others.signal);
  return { ...others, weights, verify, goldenVectors, quantizing };
}

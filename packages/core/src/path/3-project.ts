import type { Matrix } from "../runtime/tensor.ts";
import { activations, type ActivationName } from "../model/settings/activations.ts";
import { normalize } from "./5-normalize.ts";
import { layerNorm } from "./layer-norm.ts";

/** A linear layer of Sentence Transformers' `Dense`: `activation(W x + b)`, and with `residual` that plus `x` or `R x`. */
export interface DenseLayer {
  readonly kind: "dense";
  /** `[outputs, inputs]`, row by row. */
  readonly weight: Float32Array;
  readonly bias: Float32Array | undefined;
  readonly outputs: number;
  readonly activation: ActivationName;
  /** What is added to the result: the vector itself, or its product with this matrix `[outputs, inputs]`. */
  readonly residual: "input" | Float32Array | undefined;
}

/** A layer norm over the whole vector, with PyTorch's default floor of the variance. `scale` and `shift` are of its width. */
export interface LayerNormLayer {
  readonly kind: "layer_norm";
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

/** One step that makes of a pooled vector another one. */
export type ProjectionLayer = DenseLayer | LayerNormLayer | { readonly kind: "normalize" };

/**
 * The last part of step 3: `[rows, width]` → `[rows, another width]`, by what Sentence Transformers lists after the pooling. Sums are taken in
 * float64 and rounded to float32 after each layer.
 */
export function project(pooled: Matrix, layers: readonly ProjectionLayer[]): Matrix {
  return layers.reduce((matrix, layer) => applyLayer(matrix, layer), pooled);
}

function applyLayer(matrix: Matrix, layer: ProjectionLayer): Matrix {
  if (layer.kind === "dense") return dense(matrix, layer);
  if (layer.kind === "layer_norm") return affineLayerNorm(matrix, layer);
  return normalize({ ...matrix, data: matrix.data.slice() });
}

function dense({ data, rows, width }: Matrix, { weight, bias, outputs, activation, residual }: DenseLayer): Matrix {
  const made = new Float32Array(rows * outputs);
  const activate = activations[activation];
  for (let row = 0; row < rows; row++) {
    const start = row * width;
    for (let output = 0; output < outputs; output++) {
      const value = activate(rowProduct(data, start, weight, output * width, width) + (bias?.[output] ?? 0));
      made[row * outputs + output] = value + residualOf(output, start);
    }
  }
  return { data: made, rows, width: outputs };

  function residualOf(output: number, start: number): number {
    if (residual === undefined) return 0;
    return residual === "input" ? (data[start + output] ?? 0) : rowProduct(data, start, residual, output * width, width);
  }
}

function rowProduct(left: Float32Array, leftStart: number, right: Float32Array, rightStart: number, width: number): number {
  let sum = 0;
  for (let d = 0; d < width; d++) sum += (left[leftStart + d] ?? 0) * (right[rightStart + d] ?? 0);
  return sum;
}

function affineLayerNorm({ data, rows, width }: Matrix, { scale, shift }: LayerNormLayer): Matrix {
  const made = data.slice();
  for (let row = 0; row < rows; row++) {
    const vector = made.subarray(row * width, (row + 1) * width);
    layerNorm(vector);
    for (let d = 0; d < width; d++) vector[d] = (vector[d] ?? 0) * (scale[d] ?? 1) + (shift[d] ?? 0);
  }
  return { data: made, rows, width };
}

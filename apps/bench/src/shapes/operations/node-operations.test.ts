import { expect, test } from "vitest";
import { nodeOperations } from "./node-operations.ts";
import type { Shape } from "@nestvec/onnx";

// By hand, from the definitions of the operators. rows 2, tokens 16, width 384, heads 12 of 32 numbers.
test.each<[what: string, operator: string, inputs: Shape[], outputs: Shape[], operations: number]>([
  ["weights that the profile leaves out", "MatMul", [[2, 16, 384]], [[2, 16, 1536]], 2 * 2 * 16 * 384 * 1536],
  ["scores of each head", "FusedMatMul", [[2, 12, 16, 32], [2, 12, 32, 16]], [[2, 12, 16, 16]], 2 * 2 * 12 * 16 * 32 * 16], // prettier-ignore
  [
    "a transposed left matrix",
    "FusedMatMul",
    [
      [2, 32, 16],
      [2, 32, 8],
    ],
    [[2, 16, 8]],
    2 * 2 * 16 * 32 * 8,
  ],
  [
    "one left matrix for a whole batch",
    "MatMul",
    [
      [1, 8, 1],
      [3, 1, 16],
    ],
    [[3, 8, 16]],
    2 * 3 * 8 * 1 * 16,
  ],
  [
    "a batch of left matrices and one right",
    "MatMul",
    [
      [3, 4, 5],
      [5, 6],
    ],
    [[3, 4, 6]],
    2 * 3 * 4 * 5 * 6,
  ],
  [
    "a left matrix whose batch lies inside",
    "FusedMatMul",
    [
      [16, 12, 32],
      [12, 32, 16],
    ],
    [[12, 16, 16]],
    2 * 12 * 16 * 32 * 16,
  ],
  ["a vector", "MatMul", [[5], [5, 6]], [[6]], 2 * 5 * 6],
  ["Gemm", "Gemm", [[7, 5], [5, 6], [6]], [[7, 6]], 2 * 7 * 5 * 6],
  ["Gemm, transposed", "Gemm", [[5, 7], [5, 6], [6]], [[7, 6]], 2 * 7 * 5 * 6],
  [
    "whole numbers",
    "MatMulInteger",
    [
      [2, 16, 384],
      [384, 8],
    ],
    [[2, 16, 8]],
    2 * 2 * 16 * 384 * 8,
  ],
  ["four bits", "MatMulNBits", [[2, 16, 384], [8, 12, 16], [96]], [[2, 16, 8]], 2 * 2 * 16 * 384 * 8],
  [
    "attention with its weights",
    "Attention",
    [[2, 16, 384], [384, 1152], [1152]],
    [[2, 16, 384]],
    2 * 2 * 16 * 384 * 1152 + 4 * 2 * 16 * 16 * 384,
  ],
  [
    "attention of query, key, value",
    "MultiHeadAttention",
    [
      [2, 16, 384],
      [2, 20, 384],
      [2, 20, 384],
    ],
    [[2, 16, 384]],
    4 * 2 * 16 * 20 * 384,
  ],
  [
    "values of another width",
    "MultiHeadAttention",
    [
      [2, 16, 384],
      [2, 20, 384],
      [2, 20, 96],
    ],
    [[2, 16, 96]],
    2 * 2 * 16 * 20 * (384 + 96),
  ],
  [
    "keys by head",
    "MultiHeadAttention",
    [
      [2, 16, 384],
      [2, 12, 20, 32],
      [2, 12, 20, 32],
    ],
    [[2, 16, 384]],
    4 * 2 * 16 * 20 * 384,
  ],
  ["all packed in one", "MultiHeadAttention", [[2, 16, 12, 3, 32]], [[2, 16, 384]], 4 * 2 * 16 * 16 * 384],
  [
    "keys and values packed",
    "MultiHeadAttention",
    [
      [2, 16, 384],
      [2, 20, 12, 2, 32],
    ],
    [[2, 16, 384]],
    4 * 2 * 16 * 20 * 384,
  ],
  [
    "ONNX's own attention",
    "Attention",
    [
      [2, 12, 16, 32],
      [2, 12, 20, 32],
      [2, 12, 20, 32],
    ],
    [[2, 12, 16, 32]],
    4 * 2 * 12 * 16 * 20 * 32,
  ],
  [
    "fewer heads of keys",
    "GroupQueryAttention",
    [
      [2, 16, 384],
      [2, 16, 128],
      [2, 16, 128],
    ],
    [
      [2, 16, 384],
      [2, 4, 24, 32],
      [2, 4, 24, 32],
    ],
    4 * 2 * 16 * 24 * 384,
  ],
  ["no product", "LayerNormalization", [[2, 16, 384], [384], [384]], [[2, 16, 384]], 0],
])("%s (%s)", (_what, operator, inputs, outputs, operations) => {
  expect(nodeOperations({ operator, inputs, outputs })).toBe(operations);
});

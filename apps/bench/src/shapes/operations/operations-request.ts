import type { BatchShape } from "./interpolation.ts";

/** What a process that counts operations is asked: one exit, at some shapes. */
export interface OperationsRequest {
  readonly layer: number;
  readonly shapes: readonly BatchShape[];
}

/** What it answers: floating-point operations of the matrix products and attention, one number a shape. */
export interface OperationsAnswer {
  readonly counts: readonly number[];
}

import type { ProductSize } from "./product-graph.ts";

/** What a process that multiplies matrices is asked: one size, again and again. */
export interface ProductRequest extends ProductSize {
  readonly rows: number;
  /** For so long; once in any case. */
  readonly milliseconds: number;
}

/** What it answers. */
export interface ProductAnswer {
  /** In the mean. */
  readonly millisecondsPerRun: number;
}

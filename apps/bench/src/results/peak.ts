import type { Figure } from "./figure.ts";

/** One matrix product `[rows, inner] × [inner, columns]` as ONNX Runtime computes it, weights on the right. */
export interface PeakSize {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  /** 10^9 floating-point operations a second; a product has 2 · rows · inner · columns of them. */
  readonly gigaflops: Figure;
}

/** The best that float32 matrix products reach on this machine with so many threads: what every other figure is a share of. */
export interface Peak {
  readonly threads: number;
  /** The best size's median. */
  readonly gigaflops: number;
  readonly sizes: readonly PeakSize[];
}

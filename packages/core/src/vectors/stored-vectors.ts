/** Vectors made earlier, with the space they live in. */
export interface StoredVectors {
  /** Vectors of one length each, or all in one buffer of `[rows, dimension]`. */
  readonly vectors: readonly Float32Array[] | { readonly data: Float32Array; readonly dimension: number };
  /** The `space` of the answer that they came in. */
  readonly space: string;
}

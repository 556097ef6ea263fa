import { InferenceSession, Tensor } from "@nestvec/onnxruntime";
import { randomLcg, randomUniform } from "d3-random";
import { productGraph, type ProductSize } from "./product-graph.ts";

/** A matrix product that can be run again and again with as many rows as one likes. */
export interface ProductSession {
  /** Runs it once; resolves with the product, `[rows, columns]`, which the next run overwrites. */
  run(): Promise<Float32Array>;
  /** What is multiplied. */
  readonly left: Float32Array;
  readonly weights: Float32Array;
}

/** How sessions are opened. */
export interface ProductOptions {
  readonly threads: number;
  readonly seed: number;
}

/** Opens the graph of one size; `rows` makes what runs it. */
export async function openProduct(
  { inner, columns }: ProductSize,
  { threads, seed }: ProductOptions,
): Promise<(rows: number) => ProductSession> {
  const draw = randomUniform.source(randomLcg(seed))(-1, 1);
  const weights = Float32Array.from({ length: inner * columns }, draw);
  const session = await InferenceSession.create(productGraph({ inner, columns }, weights), {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
    // As nestvec sets it: one session's threads that wait awake would slow down the next.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
  return (rows) => {
    const left = Float32Array.from({ length: rows * inner }, draw);
    const product = new Float32Array(rows * columns);
    const feeds = { rows: new Tensor("float32", left, [rows, inner]) };
    // Written in place: making room for the answer is no part of the product.
    const fetches = { product: new Tensor("float32", product, [rows, columns]) };
    return {
      left,
      weights,
      run: async () => {
        await session.run(feeds, fetches);
        return product;
      },
    };
  };
}

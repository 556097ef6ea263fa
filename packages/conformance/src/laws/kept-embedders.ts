import type { Embedder } from "@nestvec/core";
import type { ReferenceModel } from "./test-runtime.ts";

/** Embedders that are opened once, and lent. */
export interface KeptEmbedders<Kept extends Embedder> {
  /** The embedder of a model, which is opened when it is first asked for. */
  kept(model: ReferenceModel): Promise<Kept>;
  /** The same, which whoever disposes of it leaves open: what `testEmbedders` takes. */
  lent(model: ReferenceModel): Promise<Embedder>;
  /** Disposes of all of them. */
  dispose(): Promise<void>;
}

/**
 * Opens each model once for all laws, for runtimes on which opening one takes longer than most laws.
 * @example
 * ```ts
 * import { keptEmbedders } from "@nestvec/conformance";
 * import { loadModel } from "@nestvec/runtime-node";
 *
 * const embedders = keptEmbedders(() => loadModel("nestvec-mini"));
 * const lent = await embedders.lent("nestvec-mini");
 * await lent.dispose();
 * console.log((await embedders.kept("nestvec-mini")).dispose === lent.dispose); // → false
 * await embedders.dispose();
 * ```
 */
export function keptEmbedders<Kept extends Embedder>(open: (model: ReferenceModel) => Promise<Kept>): KeptEmbedders<Kept> {
  const embedders = new Map<ReferenceModel, Promise<Kept>>();
  function kept(model: ReferenceModel): Promise<Kept> {
    const embedder = embedders.get(model) ?? open(model);
    embedders.set(model, embedder);
    return embedder;
  }
  return {
    kept,
    lent: async (model) => ({ ...(await kept(model)), dispose: async () => {}, [Symbol.asyncDispose]: async () => {} }),
    async dispose() {
      for (const embedder of embedders.values()) await (await embedder).dispose();
    },
  };
}

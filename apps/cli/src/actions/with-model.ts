import type { Embedder } from "@nestvec/core";
import { loadModel } from "@nestvec/runtime-node";
import type { ModelChoice } from "../commands/shared-options.ts";

/** Loads the chosen model, works with it, and frees it however that ends. @throws NestvecError as `loadModel`, and as `work` */
export async function withModel<Result>(choice: ModelChoice, work: (embedder: Embedder) => Promise<Result>): Promise<Result> {
  const { model, threads, pooling, space } = choice;
  const embedder = await loadModel(model, {
    // A command has nothing else to do while it embeds, and Ctrl-C may end it at any moment: no worker has to be started or waited for.
    isolation: "none",
    ...(threads === undefined ? {} : { threads }),
    ...(pooling === undefined ? {} : { pooling }),
    ...(space === undefined ? {} : { space }),
  });
  try {
    return await work(embedder);
  } finally {
    await embedder.dispose();
  }
}

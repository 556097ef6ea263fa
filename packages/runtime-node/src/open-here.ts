import { openModel, type Embedder } from "@nestvec/core";
import { after } from "./after.ts";
import { attentionBudget } from "./attention-budget.ts";
import { cacheStore } from "./cache-store.ts";
import { directory } from "./directory.ts";
import { watchedOnnxRuntime, type RunWatch } from "./isolation/run-watch.ts";
import type { ModelSettings } from "./isolation/worker-handle.ts";
import { loadOnnxRuntime } from "./load-onnx-runtime.ts";
import { nodeRuntimeFrom } from "./node-runtime.ts";
import { sha256 } from "./sha256.ts";

/** Opens the model of a folder in this thread; `watch` is told of every run. @throws NestvecError as `loadModel` */
export async function openHere(folder: string, settings: ModelSettings, watch?: RunWatch): Promise<Embedder> {
  const { providers, threads, spinning, ...modelOptions } = settings;
  const load = watch === undefined ? loadOnnxRuntime : async () => watchedOnnxRuntime(await loadOnnxRuntime(), watch);
  const runtime = nodeRuntimeFrom(load, {
    ...(providers === undefined ? {} : { providers }),
    ...(threads === undefined ? {} : { threads }),
    ...(spinning === undefined ? {} : { spinning }),
  });
  // Said first, so that a caller's own wins.
  const schedule = { attentionScores: attentionBudget(), ...modelOptions.schedule };
  return openModel(
    directory(folder),
    { ...modelOptions, schedule },
    {
      runtime,
      clock: () => performance.now(),
      after,
      digest: sha256,
      store: cacheStore(),
      residentBytes: () => process.memoryUsage.rss(),
    },
  );
}

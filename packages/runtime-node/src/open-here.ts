import { openEngine, progressTally, type BatchWatch, type Engine, type LoadProgress } from "@nestvec/core";
import { after } from "./after.ts";
import { directory } from "./directory.ts";
import { watchedOnnxRuntime, type RunWatch } from "./isolation/run-watch.ts";
import type { ModelSettings } from "./isolation/worker-handle.ts";
import { loadOnnxRuntime } from "./load-onnx-runtime.ts";
import { toldRuntime, toldSource } from "./load-told.ts";
import { nodeRuntimeFrom } from "./node-runtime.ts";
import { sha256 } from "./sha256.ts";

/** Who is told of what blocks this thread. */
export interface Watches {
  /** Of each batch. */
  readonly batches?: BatchWatch;
  /** Of each stretch of native code. */
  readonly native?: RunWatch;
  /** Of each file that is loaded. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/** The engine of a folder's model in this thread. @throws NestvecError as `loadModel` */
export async function openHere(folder: string, settings: ModelSettings, { batches, native, onProgress }: Watches = {}): Promise<Engine> {
  const { providers, threads, spinMicroseconds, ...modelOptions } = settings;
  const load = native === undefined ? loadOnnxRuntime : async () => watchedOnnxRuntime(await loadOnnxRuntime(), native);
  const tally = onProgress === undefined ? undefined : progressTally(onProgress, () => performance.now());
  const runtime = nodeRuntimeFrom(load, {
    ...(providers === undefined ? {} : { providers }),
    ...(threads === undefined ? {} : { threads }),
    ...(spinMicroseconds === undefined ? {} : { spinMicroseconds }),
  });
  const source = directory(folder);
  return openEngine(tally === undefined ? source : toldSource(source, tally), modelOptions, {
    runtime: tally === undefined ? runtime : toldRuntime(runtime, tally),
    clock: () => performance.now(),
    after,
    digest: sha256,
    residentBytes: residentBytes(),
    ...(batches === undefined ? {} : { watch: batches }),
  });
}

/** For how long a count of the memory is as good as a new one: the system takes a while to count, and counts are asked for with every batch. */
const memoryIsKnownFor = 100;

function residentBytes(): () => number {
  let bytes = 0;
  let at = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now - at > memoryIsKnownFor) {
      bytes = process.memoryUsage.rss();
      at = now;
    }
    return bytes;
  };
}

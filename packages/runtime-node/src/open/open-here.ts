import { join } from "node:path";
import { invalidArgument, openEngine, progressTally, type BatchWatch, type Engine, type FileCache, type LoadProgress } from "@nestvec/core";
import type { OnnxRuntimeOptions } from "@nestvec/core/onnx-runtime";
import { directory } from "../files/directory.ts";
import { watchedOnnxRuntime, type RunWatch } from "../onnxruntime/run-watch.ts";
import type { ModelSettings } from "../isolation/worker-handle.ts";
import { loadOnnxRuntime } from "../onnxruntime/load-onnx-runtime.ts";
import { nodeRuntimeFrom } from "../onnxruntime/node-runtime.ts";
import { cacheFolder } from "../platform/cache-store.ts";
import { fileCache, filesBefore } from "../platform/file-cache.ts";
import { after, clock, sha256 } from "../platform/node-platform.ts";
import { compileInThread } from "../isolation/compile-thread.ts";
import { runtimeWithProgress, sourceWithProgress } from "./load-progress.ts";

/** Who is told of what blocks this thread, and what else there is around it. */
export interface Watches {
  /** Of each batch. */
  readonly batches?: BatchWatch;
  /** Of each stretch of native code. */
  readonly native?: RunWatch;
  /** The file that a further thread of this process can run; without it, none is started. */
  readonly entryUrl?: string | undefined;
  /** Where compiled tokenizers come from. Default: the model's folder, then the cache folder. */
  readonly tokenizerFiles?: FileCache | undefined;
  /** Of each provider with a module of its own, before it is tried. */
  readonly onTry?: OnnxRuntimeOptions["onTry"];
  /** Of each file that is loaded. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
}

/** The engine of a folder's model in this thread. @throws NestvecError as `loadModel` */
export async function openHere(
  folder: string,
  settings: ModelSettings,
  { batches, native, entryUrl, tokenizerFiles, onTry, onProgress }: Watches = {},
): Promise<Engine> {
  const {
    runtime: choice,
    providers,
    threads,
    spinMicroseconds,
    prepackedCacheBytes,
    tokenizerCache = isTokenizerCacheOn(),
    ...modelOptions
  } = settings;
  const load = native === undefined ? loadOnnxRuntime : async () => watchedOnnxRuntime(await loadOnnxRuntime(), native);
  const tally = onProgress === undefined ? undefined : progressTally(onProgress, clock);
  const runtime = nodeRuntimeFrom(load, { runtime: choice, providers, threads, spinMicroseconds, prepackedCacheBytes }, onTry);
  if (typeof tokenizerCache !== "boolean") throw invalidArgument("tokenizerCache", tokenizerCache, "true or false");
  const source = directory(folder);
  // Of no use to a thread that only asks others.
  const { compiledTokenizers } = await import("@nestvec/core/compiled-tokenizer");
  return openEngine(tally === undefined ? source : sourceWithProgress(source, tally), modelOptions, {
    runtime: tally === undefined ? runtime : runtimeWithProgress(runtime, tally),
    clock,
    after,
    digest: sha256,
    residentBytes: residentBytes(),
    tokenizers: tokenizerCache
      ? compiledTokenizers(tokenizerFiles ?? filesBefore(folder, fileCache(join(cacheFolder(), "tokenizers"))), {
          compile: compileInThread(entryUrl === undefined ? undefined : new URL(entryUrl)),
        })
      : undefined,
    watch: batches,
  });
}

const isTokenizerCacheOn = (): boolean => process.env["NESTVEC_TOKENIZER_CACHE"] !== "off";

/** For how long a count of the memory is as good as a new one: the system takes a while to count, and counts are asked for with every batch. */
const memoryIsKnownFor = 100;

function residentBytes(): () => number {
  let bytes = 0;
  let at = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock();
    if (now - at > memoryIsKnownFor) {
      bytes = process.memoryUsage.rss();
      at = now;
    }
    return bytes;
  };
}

import { NestvecError, openEngine, progressTally, type Engine, type LoadProgress, type ModelOptions } from "@nestvec/core";
import { after, clock, sha256 } from "../platform/web-platform.ts";
import { checkedSource } from "../files/checked-source.ts";
import { givenSource } from "../files/given-files.ts";
import { openStore, type CacheChoice } from "../files/open-store.ts";
import { urlSource } from "../files/url-source.ts";
import type { CreateWatch } from "@nestvec/core/onnx-runtime";
import { webRuntimeFrom, type WebBuild, type WebRuntimeOptions } from "../onnxruntime/web-runtime.ts";

/** How a model is opened, wherever it is. Plain data. */
export interface ModelSettings extends ModelOptions, WebRuntimeOptions {}

/** A model, and all that is said of how to open it. Can be sent to a worker. */
export interface OpenRequest {
  /** The URL of its folder, with its closing slash, or its files by path. */
  readonly model: string | ReadonlyMap<string, Blob>;
  readonly settings: ModelSettings;
  readonly cache: CacheChoice;
  /** What is otherwise than was asked for by now, for `info()`. */
  readonly notes: readonly string[];
}

/** What cannot be sent. */
export interface OpenHooks {
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly watch?: CreateWatch | undefined;
}

/** The engine of a model in this page or worker. @throws NestvecError as `loadModel` */
export async function openHere(build: WebBuild, request: OpenRequest, hooks: OpenHooks = {}): Promise<Engine> {
  const { model, settings, cache } = request;
  const { onProgress, signal, watch } = hooks;
  const { providers, threads, wasmPaths, memoryBytes, ...modelOptions } = settings;
  const notes = new Set(request.notes);
  const runtime = webRuntimeFrom(build, { providers, threads, wasmPaths, memoryBytes }, watch);
  const store = await openStore(cache, (sentence) => notes.add(sentence));
  const loading = new AbortController();
  const stop = (): void => loading.abort(signal?.reason);
  signal?.addEventListener("abort", stop);
  try {
    signal?.throwIfAborted();
    const source =
      typeof model === "string"
        ? urlSource(new URL(model), { store, progress: progressTally(onProgress, clock), signal: loading.signal })
        : checkedSource(givenSource(model));
    return await openEngine(source, modelOptions, {
      runtime,
      clock,
      after,
      digest: sha256,
      notes: () => [...notes],
    });
  } catch (error) {
    if (signal?.aborted === true) throw new NestvecError("ABORTED", { what: "loading" }, { cause: signal.reason });
    throw error;
  } finally {
    // Exits that are opened later are not the call's that this was.
    signal?.removeEventListener("abort", stop);
  }
}

import type { Engine } from "../engine/engine.ts";
import type { EngineObserver } from "../engine/engine-observer.ts";
import type { ModelInfo } from "../model/info/model-info.ts";
import type { Clock, Digest, Store, WatchOthers } from "../platform/platform.ts";
import type { RemotePort } from "../remote/port.ts";
import type { ResultCache } from "./result-cache.ts";

/** What an embedder needs of its callers' platform. */
export interface EmbedderPlatform {
  readonly clock: Clock;
  readonly digest: Digest;
  /** Where calibrations are kept. */
  readonly store: Store;
  /** Tells whether the machine was busy during a calibration. Left out where nothing can tell, as in a browser. */
  readonly watchOthers?: WatchOthers;
  /** Starts a worker that ranks: the other side of its port runs `serveRanking`. Left out where there are no workers. */
  readonly startRanking?: (() => RemotePort) | undefined;
  /** Is told, once an embedder, what its user should know before going on, as a sentence. Left out: nobody is told. */
  readonly warn?: ((sentence: string) => void) | undefined;
}

/** What an embedder does besides: it keeps what it has computed, and lets others follow it. */
export interface EmbedderOptions {
  /** Bytes of vectors that are kept, so that a text that comes again is not computed again. Default 0: none. */
  readonly cacheBytes?: number | undefined;
  /** Follows the requests for vectors, for traces and metrics, such as `openTelemetry()` of `@nestvec/opentelemetry`. Left out: nobody does, at no cost. */
  readonly observer?: EngineObserver | undefined;
}

/** All that the verbs of an embedder share. */
export interface EmbedderParts extends EmbedderPlatform {
  readonly engine: Engine;
  /** What was known of the model when it was opened. */
  readonly info: ModelInfo;
  readonly cache: ResultCache | undefined;
  /** Is told of a call whose texts have no prompt, where the model's card asks for one: the first time, it warns. */
  readonly onNoPrompt: () => void;
}

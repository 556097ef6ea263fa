import type { ModelInfo } from "../model/info/model-info.ts";
import type { EncodeAnswer, Lane } from "./engine.ts";
import type { EngineStats } from "./stats.ts";

/** A request for vectors, as observers see it: its size, none of its texts. */
export interface ObservedRequest {
  readonly texts: number;
  /** The exits, shallowest first. */
  readonly layers: readonly number[];
  readonly dimension: number;
  /** Whether it asks for a vector for each token. */
  readonly perToken: boolean;
  /** As the caller named it; undefined: by the request's size. */
  readonly lane: Lane | undefined;
}

/** How a request ended: its answer without the vectors, or its error. */
export type ObservedEnd = ObservedAnswer | { readonly error: unknown };

/** What an answer says of how it was made. */
export interface ObservedAnswer extends Pick<EncodeAnswer, "provider" | "tokens" | "truncated" | "timings"> {
  /** The space of each layer's vectors. */
  readonly spaces: readonly string[];
}

/** An engine, as observers see it. */
export interface ObservedEngine {
  readonly model: ModelInfo;
  /** Its queue and counts, as they are now. @throws NestvecError DISPOSED after its end */
  stats(): Promise<EngineStats>;
}

/** What follows one engine from its beginning to its end. */
export interface EngineObservation {
  /** A request begins, in the asynchronous context of its caller. Returns what is called when it has ended. */
  begin(request: ObservedRequest): (end: ObservedEnd) => void;
  /** The engine is disposed of. */
  close(): void;
}

/** Follows engines, for traces and metrics. Its functions run in the caller's thread, as parts of calls: they must be quick and must not throw. */
export interface EngineObserver {
  /** An embedder was made over an engine. */
  observe(engine: ObservedEngine): EngineObservation;
}

import type { ModelOptions } from "@nestvec/core";
import type { RemotePort } from "@nestvec/core/remote";
import type { NodeRuntimeOptions } from "../onnxruntime/node-runtime.ts";

/** How a model is opened, wherever it is. Plain data. */
export interface ModelSettings extends ModelOptions, NodeRuntimeOptions {
  /**
   * Whether the compiled form of a large tokenizer.json, of at least 2 MB, is kept in the user's cache folder, so that it opens at once from the second start on.
   * Default: true, unless `NESTVEC_TOKENIZER_CACHE` is `off`.
   */
  readonly tokenizerCache?: boolean | undefined;
}

/** What a worker is started with. */
export interface WorkerStart {
  /** The file that the worker runs. */
  readonly entry: URL;
  /** The model's folder, as an absolute path. */
  readonly folder: string;
  readonly settings: ModelSettings;
}

/** A worker thread or child process that serves one model. */
export interface WorkerHandle {
  /** What messages call it. */
  readonly kind: "worker thread" | "child process";
  readonly port: RemotePort;
  /** When it has begun, before it opens anything. A file that is no worker never does. */
  readonly started: Promise<void>;
  /** When it is gone, however that came: why. */
  readonly ended: Promise<string>;
  /** Whether it keeps the host from ending. */
  hold(held: boolean): void;
  /** Ends it in the middle of a run, for a reason; only where that is safe. */
  readonly kill?: (reason: string) => void;
}

import type { After, Clock, Digest, Store } from "../platform.ts";
import type { Runtime } from "../runtime.ts";
import type { BatchWatch } from "./batch-watch.ts";

/** What a model needs of the place it runs in. */
export interface ModelPlatform {
  readonly runtime: Runtime;
  readonly clock: Clock;
  readonly after: After;
  readonly digest: Digest;
  /** Where calibrations are kept. */
  readonly store: Store;
  /** Memory of the process that the model is in, where the place can tell. */
  readonly residentBytes?: () => number;
  /** Is told of every batch. */
  readonly watch?: BatchWatch;
  /** What the place could not do as asked, each a sentence, for `info()`. */
  readonly notes?: () => readonly string[];
}

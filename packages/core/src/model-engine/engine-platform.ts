import type { BatchWatch } from "../engine/batch-watch.ts";
import type { After, Clock, Digest } from "../platform/platform.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** What an engine needs of the place it runs in. */
export interface EnginePlatform {
  readonly runtime: Runtime;
  readonly clock: Clock;
  readonly after: After;
  readonly digest: Digest;
  /** Memory of the process that the model is in, where the place can tell. */
  readonly residentBytes?: () => number;
  /** Is told of every batch. */
  readonly watch?: BatchWatch | undefined;
  /** What the place could not do as asked, each a sentence, for `info()`. */
  readonly notes?: () => readonly string[];
}

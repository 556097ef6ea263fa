import type { BatchWatch } from "../engine/batch-watch.ts";
import type { After, Clock, Digest } from "../platform/platform.ts";
import type { CompiledTokenizers } from "../tokenizer/compiled-form.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** What an engine needs of its platform. */
export interface EnginePlatform {
  readonly runtime: Runtime;
  readonly clock: Clock;
  readonly after: After;
  readonly digest: Digest;
  /** Memory of the process that the model is in, if the platform knows it. */
  readonly residentBytes?: () => number;
  /** Opens large tokenizers; without it, all are read from tokenizer.json each time. */
  readonly tokenizers?: CompiledTokenizers | undefined;
  /** Observes every batch. */
  readonly watch?: BatchWatch | undefined;
  /** Deviations of the platform from its options, each a sentence, for `info()`. */
  readonly notes?: () => readonly string[];
}

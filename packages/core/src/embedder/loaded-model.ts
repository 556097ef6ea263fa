import type { After, Clock, Digest, Store } from "../platform.ts";
import type { ModelDescription } from "../model/model-description.ts";
import type { ModelFiles, Runtime } from "../runtime.ts";
import type { ModelTokenizer } from "../tokenizer/open-tokenizer.ts";
import type { BatchWatch } from "./batch-watch.ts";
import type { Engine } from "./engine.ts";
import type { ExitRegistry } from "./exit-registry.ts";

/** All that the calls of an embedder share: the model as read from its files, its tokenizer, its exits, and the place it runs in. */
export interface LoadedModel {
  readonly description: ModelDescription;
  readonly files: ModelFiles;
  readonly tokenizer: ModelTokenizer;
  readonly identity: string;
  /** The space of a layer's vectors. @throws NestvecError as `Spaces.spaceOf` where the exit's files are not whole */
  readonly spaceOf: (layer: number) => Promise<string>;
  readonly exits: ExitRegistry;
  readonly engine: Engine;
  readonly runtime: Runtime;
  readonly clock: Clock;
  readonly after: After;
  readonly digest: Digest;
  readonly store: Store;
  readonly residentBytes?: () => number;
  readonly watch?: BatchWatch;
  readonly notes?: () => readonly string[];
}

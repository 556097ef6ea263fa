import type { ModelDescription } from "../model/model-description.ts";
import type { GraphHeaders } from "../model/graph-headers.ts";
import type { ModelFiles } from "../runtime.ts";
import type { ModelTokenizer } from "../tokenizer/open-tokenizer.ts";
import type { Engine } from "./engine.ts";
import type { ExitRegistry } from "./exit-registry.ts";
import type { ModelPlatform } from "./model-platform.ts";

/** All that the calls of an embedder share: the model as read from its files, its tokenizer, its exits, and the place it runs in. */
export interface LoadedModel extends ModelPlatform {
  readonly description: ModelDescription;
  readonly files: ModelFiles;
  readonly headers: GraphHeaders;
  readonly tokenizer: ModelTokenizer;
  readonly identity: string;
  /** The space of a layer's vectors. @throws NestvecError as `Spaces.spaceOf` where the exit's files are not whole */
  readonly spaceOf: (layer: number) => Promise<string>;
  readonly exits: ExitRegistry;
  readonly engine: Engine;
}

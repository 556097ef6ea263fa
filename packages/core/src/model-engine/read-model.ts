import type { GraphHeaders } from "../model/graph-headers.ts";
import type { ModelDescription } from "../model/model-description.ts";
import type { ModelFiles } from "../runtime.ts";
import type { ModelTokenizer } from "../tokenizer/open-tokenizer.ts";
import type { EnginePlatform } from "./engine-platform.ts";

/** A model as read from its files, and the place it runs in. */
export interface ReadModel extends EnginePlatform {
  readonly description: ModelDescription;
  readonly files: ModelFiles;
  readonly headers: GraphHeaders;
  readonly tokenizer: ModelTokenizer;
  readonly identity: string;
  /** The space of a layer's vectors. @throws NestvecError as `Spaces.spaceOf` where the exit's files are not whole */
  readonly spaceOf: (layer: number) => Promise<string>;
}

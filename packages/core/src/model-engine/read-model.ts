import type { GraphHeaders } from "../model/graphs/graph-headers.ts";
import type { ModelDescription } from "../model/describe/model-description.ts";
import type { ModelFiles } from "../runtime/runtime.ts";
import type { ModelTokenizer } from "../path/1-tokenize.ts";
import type { EnginePlatform } from "./engine-platform.ts";
import type { GraphHeader } from "../model/graphs/graph-header.ts";
import { layerUnavailable } from "../encoder/encoder.ts";
import type { PlacedProjection } from "../encoder/placed-projection.ts";
import type { TokenLimit } from "../model/describe/token-limit.ts";
import { fixedShape } from "../schedule/batch-shape.ts";

/** A model as read from its files, and the platform it runs on. */
export interface ReadModel extends EnginePlatform {
  readonly description: ModelDescription;
  readonly files: ModelFiles;
  readonly headers: GraphHeaders;
  readonly tokenizer: ModelTokenizer;
  readonly projection: PlacedProjection | undefined;
  /** What vectors can be for, where its graphs are told. */
  readonly tasks: readonly string[];
  readonly defaultTask: string | undefined;
  readonly identity: string;
  /** The space of a layer's vectors. @throws NestvecError as `Spaces.spaceOf` where the exit's files are not whole */
  readonly spaceOf: (layer: number) => Promise<string>;
}

type Headers = Pick<ReadModel, "description" | "headers">;

/** The header of a layer's graph, where it was read by now. @throws NestvecError LAYER_UNAVAILABLE */
export const knownHeader = ({ description, headers }: Headers, layer: number): GraphHeader | undefined =>
  headers.known(graphOf(description, layer));

/** Reads the header of a layer's graph. @throws NestvecError LAYER_UNAVAILABLE, FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID */
export const readHeader = async ({ description, headers }: Headers, layer: number): Promise<GraphHeader> =>
  headers.read(graphOf(description, layer));

function graphOf(description: ReadModel["description"], layer: number): string {
  const exit = description.exits.find((candidate) => candidate.layer === layer);
  if (exit === undefined) throw layerUnavailable(description, layer);
  return exit.graph;
}

/** Tokens that a text may have: what the model's files say or, where that is less, what the graphs that were looked at by now are made for. */
export function tokenLimitOf({ description, headers }: Pick<ReadModel, "description" | "headers">): TokenLimit {
  let limit: TokenLimit = { maxTokens: description.maxTokens, from: description.maxTokensFrom };
  for (const { graph } of description.exits) {
    const tokens = fixedShape(headers.known(graph)?.inputs ?? [], graph).tokens;
    if (tokens !== undefined && tokens < limit.maxTokens) limit = { maxTokens: tokens, from: `${graph}: its inputs' fixed length` };
  }
  return limit;
}

import type { Digest } from "../platform.ts";
import type { ModelFiles } from "../runtime.ts";
import { encodeUtf8 } from "../utf8.ts";
import { modelContents } from "./model-contents.ts";
import type { ModelDescription } from "./model-description.ts";

/** What names a model, and the space of each exit's vectors. */
export interface Spaces {
  /** Names the very graphs, weights and tokenizer, and how they are pooled. */
  readonly identity: string;
  /** By layer, for every exit that is there. */
  readonly spaces: ReadonlyMap<number, string>;
}

/**
 * Names the spaces that a model's vectors live in, as `NAME-DIGEST`. The digest is over what decides vectors: graphs, weights,
 * tokenizer, pooling. Where exits share a space it covers all of them; where they do not, each exit's covers that exit alone and
 * `/layer-N` follows, so that it is the same on a machine that has no other exit. Weights without a manifest are sampled, never
 * read in full. `named` stands in place of the digest.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID, CONFIG_INVALID
 */
export async function readSpaces(files: ModelFiles, description: ModelDescription, digest: Digest, named?: string): Promise<Spaces> {
  const { exits, sharedSpace } = description;
  const ofLayer = (space: string, layer: number): string => (sharedSpace ? space : `${space}/layer-${layer}`);
  if (named !== undefined) return { identity: named, spaces: new Map(exits.map(({ layer }) => [layer, ofLayer(named, layer)])) };

  const present = exits.map(({ graph }) => graph);
  const contents = await modelContents(files, present, digest);
  const common = [
    "nestvec space 1",
    `tokenizer ${await contents.file(description.tokenizerPath)}`,
    `pooling ${description.pooling.pooling ?? "in_graph"}`,
    `output ${description.output ?? ""}`,
  ];
  const name = spaceName(description.statedName);
  const digestOf = async (graphs: readonly string[]): Promise<string> =>
    `${name}-${(await digest(encodeUtf8([...common, ...graphs.toSorted()].join("\n")))).slice(0, 16)}`;

  const held = new Map<string, string>();
  for (const graph of new Set([...present, ...contents.graphs])) held.set(graph, await contents.graph(graph));
  const identity = await digestOf([...held.values()]);
  const spaces = new Map<number, string>();
  for (const { layer, graph } of exits) {
    const space = sharedSpace ? identity : await digestOf([held.get(graph) ?? ""]);
    spaces.set(layer, ofLayer(space, layer));
  }
  return { identity, spaces };
}

/** The model's own name in letters, digits, dots, dashes and underscores. Where its files lie must not come into it. */
function spaceName(stated: string | undefined): string {
  const name = (stated ?? "").replace(/[^\w.-]+/g, "-").slice(0, 64);
  return name === "" ? "model" : name;
}

import { NestvecError } from "../../errors/nestvec-error.ts";
import type { Digest } from "../../platform/platform.ts";
import type { ModelFiles } from "../../runtime/runtime.ts";
import { encodeUtf8 } from "../../platform/utf8.ts";
import { modelContents, type ModelContents } from "./model-contents.ts";
import { graphsOf } from "../layout/find-exits.ts";
import type { ModelDescription } from "../describe/model-description.ts";
import { roundedSpace } from "../settings/compiled-model.ts";
import { int8Space } from "../settings/quantized-model.ts";
import { onceByKey } from "../files/once-by-key.ts";
import { sharedSpaceProblem } from "./shared-space-problem.ts";

/** What names a model, and the space of each exit's vectors. */
export interface Spaces {
  /** Names the graphs, weights and tokenizer, and how they are pooled: of the exits that were whole when it was read. */
  readonly identity: string;
  /**
   * The space of a layer's vectors. A failure is not remembered, since a file may be repaired.
   * @throws NestvecError LAYER_UNAVAILABLE, and where the exit's files are not whole FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID, CONFIG_INVALID
   */
  spaceOf(layer: number): Promise<string>;
}

/** What decides names beside the files. */
export interface SpaceOptions {
  /** Stands in place of the digest. */
  readonly named?: string | undefined;
  /** Stands for what other files change of tokenizer.json. */
  readonly tokenizer?: string;
  /** Whether the modules after the pooling are applied here, and not by the graphs. */
  readonly projected?: boolean;
}

/**
 * Names the spaces that a model's vectors live in, as `NAME-DIGEST`. The digest is over what decides vectors: graphs, weights,
 * tokenizer, pooling. Where exits share a space it covers all of them; where they do not, each exit's covers that exit alone and
 * `/layer-N` follows, so that it is the same on a machine that has no other exit. Weights without a manifest are sampled, never
 * read in full. An exit whose files are not whole does not keep the others from having
 * names, unless they share a space that no manifest says the contents of.
 * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID, CONFIG_INVALID where no exit is whole, or the tokenizer is not
 */
export async function readSpaces(
  files: ModelFiles,
  description: ModelDescription,
  digest: Digest,
  { named, projected = false, tokenizer = "" }: SpaceOptions = {},
): Promise<Spaces> {
  const { exits, missingLayers, missingGraphs, sharedSpace, quantized } = description;
  const ofLayer = (space: string, layer: number): string => (sharedSpace ? space : `${space}/layer-${layer}`);
  if (named !== undefined) return { identity: named, spaceOf: async (layer) => ofLayer(named, layer) };

  const present = exits.map(({ graph }) => graph);
  const contents = await modelContents(files, digest);
  const common = [
    "nestvec space 1",
    `tokenizer ${await contents.file(description.tokenizerPath)}`,
    ...(tokenizer === "" ? [] : [`tokenizer changes ${tokenizer}`]),
    `pooling ${description.pooling.pooling ?? "in_graph"}`,
    ...(description.pooling.includesPrompt === false ? ["prompt left out of the pooling"] : []),
    `output ${description.output ?? ""}`,
    ...(description.normsBeforeCut ? ["layer norm before the cut"] : []),
    ...(projected ? await projectionContents(contents, description.projection) : []),
  ];
  const name = spaceName(description.statedName);
  const digestOf = async (graphs: readonly string[]): Promise<string> =>
    `${name}-${(await digest(encodeUtf8([...common, ...graphs.toSorted()].join("\n")))).slice(0, 16)}`;

  if (description.compiled !== undefined) return compiledSpaces(description, contents, ofLayer, digestOf);
  // Graphs in int8 are named by those that they were made from.
  const made = quantized?.sourceGraphs;
  const contentOf = onceByKey(async (graph: string) => made?.get(graph) ?? contents.graph(graph));
  const formOf = (graph: string): string => (made?.has(graph) === true ? int8Space : "");
  const known: string[] = [];
  // A manifest says what exits hold that are not here. Graphs of other kinds that it lists are no part of the name.
  for (const graph of new Set([...present, ...missingGraphs.filter(contents.isListed), ...(made?.keys() ?? [])])) {
    try {
      known.push(await contentOf(graph));
    } catch (error) {
      if (!NestvecError.is(error) || exits.length === 1) throw error;
      if (sharedSpace) throw sharedSpaceProblem(error);
    }
  }
  const shared = await digestOf(known);
  const identity = shared + formOf(present[0] ?? "");

  const spaceOf = onceByKey(async (layer: number) => {
    const graph = exits.find((exit) => exit.layer === layer)?.graph;
    if (graph === undefined) {
      throw new NestvecError("LAYER_UNAVAILABLE", { layer, available: exits.map((exit) => exit.layer), missing: missingLayers });
    }
    await contents.check(graph);
    return ofLayer(sharedSpace ? shared : await digestOf([await contentOf(graph)]), layer) + formOf(graph);
  });
  // One whole exit is a model; any of them will do. Of several problems, the first exit's.
  const [first, ...others] = await Promise.allSettled(exits.map(({ layer }) => spaceOf(layer)));
  if (first?.status === "rejected" && others.every(({ status }) => status === "rejected")) throw first.reason;
  return { identity, spaceOf };
}

/**
 * Those of a compiled model. What its vectors are is decided by what it was compiled from, not by the graphs that this version of the compiler writes; an
 * exit whose vectors were found to be those of a published graph has its space. Weights that were rounded to be stored give vectors of their own,
 * and so do products in int8.
 * @throws NestvecError as `readSpaces`
 */
async function compiledSpaces(
  { exits, missingLayers, compiled, poolingCertainty }: ModelDescription,
  contents: ModelContents,
  ofLayer: (space: string, layer: number) => string,
  digestOf: (contents: readonly string[]) => Promise<string>,
): Promise<Spaces> {
  const exact = await digestOf([`compiled from ${compiled?.sourceDigest ?? ""}`]);
  const isQuantized = compiled?.quantization !== undefined;
  const form = isQuantized ? int8Space : "";
  const rounded = form + (compiled?.weights?.loss === undefined ? "" : roundedSpace(compiled.weights.storage));
  return {
    identity: exact + rounded,
    spaceOf: onceByKey(async (layer: number) => {
      const exit = exits.find((candidate) => candidate.layer === layer);
      if (exit === undefined)
        throw new NestvecError("LAYER_UNAVAILABLE", { layer, available: exits.map((other) => other.layer), missing: missingLayers });
      for (const graph of graphsOf(exit)) await contents.check(graph);
      // The vectors of another pooling are others.
      const verified = poolingCertainty === "asked" ? undefined : compiled?.verification?.find((candidate) => candidate.layer === layer);
      // What was compared of a model whose products are in int8 is the one in float32.
      if (isQuantized) return (verified?.space ?? ofLayer(exact, layer)) + rounded;
      return verified?.space ?? ofLayer(exact, layer) + rounded;
    }),
  };
}

/** The space of the same model in float32, where one in int8 is near enough to it; undefined for all others, and where the space was named by the caller. */
export function spaceInFloat32(space: string, { compiled, quantized }: ModelDescription): string | undefined {
  if ((compiled ?? quantized)?.quantization?.isCompatible !== true || !space.endsWith(int8Space)) return undefined;
  return space.slice(0, -int8Space.length);
}

/** What the modules after the pooling compute, and with which weights. The names of their folders do not come into it. */
async function projectionContents(contents: ModelContents, projection: ModelDescription["projection"]): Promise<readonly string[]> {
  if (projection === undefined) return [];
  const modules = projection.modules.map((module) => `module ${JSON.stringify({ ...module, folder: "" })}`);
  const weights = await Promise.all(projection.weights.map(async (path) => `module weights ${await contents.file(path)}`));
  return [...modules, ...weights];
}

/** The model's own name in letters, digits, dots, dashes and underscores. Where its files lie must not come into it. */
function spaceName(stated: string | undefined): string {
  const name = (stated ?? "").replace(/[^\w.-]+/g, "-").slice(0, 64);
  return name === "" ? "model" : name;
}

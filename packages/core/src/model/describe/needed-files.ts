import type { FactOptions } from "../facts/stated-facts.ts";
import { allPresent } from "../../config/config-file.ts";
import { NestvecError } from "../../errors/nestvec-error.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { recordedSource } from "../files/recorded-source.ts";
import { graphsOf } from "../layout/find-exits.ts";
import { describeModel } from "./describe-model.ts";
import type { DescriptionOverrides } from "./description-overrides.ts";
import { manifestPath } from "../files/manifest.ts";
import { modelFiles } from "../graphs/model-files.ts";

/** Which part of a model is wanted. */
export interface WantedPart extends Omit<DescriptionOverrides, keyof FactOptions> {
  /** Exits, by their layers. Default: all. */
  readonly layers?: readonly number[] | undefined;
}

/** The files that opening a part of a model reads. */
export interface NeededFiles {
  readonly layers: readonly number[];
  /** Graphs, tokenizer and settings. */
  readonly paths: readonly string[];
  /**
   * The files of weights beside the graphs. Reads the graphs' headers, where no manifest says it.
   * @throws NestvecError FILE_MISSING, FILE_TRUNCATED, GRAPH_INVALID, CONFIG_INVALID
   */
  weights(): Promise<readonly string[]>;
}

/**
 * Which files a part of a model needs: those that describing it reads, and those that opening and planning will.
 * @throws NestvecError as `describeModel`, and LAYER_UNAVAILABLE
 * @example
 * ```ts
 * import { memorySource } from "@nestvec/core";
 * import { neededFiles } from "@nestvec/core/download";
 *
 * const config = JSON.stringify({ hidden_size: 384, num_hidden_layers: 6, max_position_embeddings: 512 });
 * const source = memorySource({ "config.json": config, "tokenizer.json": "{}", "model.onnx": "", "pytorch_model.bin": "" });
 * const { paths } = await neededFiles(source);
 * console.log(paths); // → [ 'config.json', 'model.onnx', 'tokenizer.json' ]
 * ```
 */
export async function neededFiles(source: FileSource, { layers, ...overrides }: WantedPart = {}): Promise<NeededFiles> {
  const recorded = recordedSource(source);
  const description = await describeModel(recorded, overrides);
  const { exits, missingLayers, tokenizerPath, tokenizerConfigPath, specialTokensPath, qualityPath, qualityPresent, table, projection } =
    description;
  const available = exits.map(({ layer }) => layer);
  const missing = (layers ?? []).find((layer) => !available.includes(layer));
  if (missing !== undefined) throw new NestvecError("LAYER_UNAVAILABLE", { layer: missing, available, missing: missingLayers });
  const wanted = exits.filter(({ layer }) => layers?.includes(layer) ?? true);
  const graphs = [...new Set(wanted.flatMap(graphsOf))];
  const others = [
    tokenizerPath,
    tokenizerConfigPath,
    specialTokensPath,
    qualityPresent ? qualityPath : undefined,
    ...[table?.vectors, table?.mapping, table?.weights].map((tensor) => tensor?.file),
    // Those of modules that are inside the graph may not be there.
    ...(await allPresent(source, [manifestPath, ...(projection?.weights ?? [])])),
  ];
  const paths = new Set([...recorded.paths, ...graphs, ...others.filter((path) => path !== undefined)]);
  return {
    layers: wanted.map(({ layer }) => layer),
    paths: [...paths].toSorted(),
    async weights() {
      // What holds a table is no graph.
      if (table !== undefined) return [];
      const files = modelFiles(source);
      const external = await Promise.all(graphs.map((graph) => files.externalFiles(graph)));
      return [...new Set(external.flat().map(({ path }) => path))].toSorted();
    },
  };
}

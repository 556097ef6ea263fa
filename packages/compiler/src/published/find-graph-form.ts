import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { throwIfAborted, type Signal } from "@nestvec/core";
import type { NewFolder } from "../model/new-folder.ts";
import type { InputFacts } from "../quantize/input-facts.ts";
import { quantizeGroup, type QuantizedGroup } from "../quantize/quantized-group.ts";
import type { GraphPlace } from "../quantize/quantization-report.ts";
import { chooseForm, type ChosenForm, type SearchedProduct } from "../search/choose-form.ts";
import { nearnessOfForm, vectorsOf, type OpenOptions } from "../search/measure.ts";
import { calibrationPart, type Quantizing } from "../search/quantizing-options.ts";
import { calibrateGraphs } from "./calibrate-graphs.ts";
import type { GraphGroup, PublishedGraph } from "./published-graph.ts";
import type { TrialModel } from "./trial-model.ts";

/** How a published model is quantized. */
export interface GraphFormSearch extends Quantizing {
  /** What the model is called in messages. */
  readonly name: string;
  /** The folder of the published model. */
  readonly folder: string;
  readonly graphs: readonly PublishedGraph[];
  readonly options: OpenOptions;
  readonly trial: TrialModel;
  /** A folder for what is known of the products' inputs. */
  readonly facts: NewFolder;
  tell(part: string): void;
  readonly signal: Signal | undefined;
}

/** Products of one or more graphs, as they are looked for. */
export type GraphProducts = SearchedProduct & GraphPlace & { readonly group: GraphGroup };

/**
 * Looks for the form in which the products of published graphs are computed in int8, by what these graphs give for the calibration texts.
 * @throws NestvecError MODEL_NOT_QUANTIZABLE, ABORTED, and as `loadModel` and `Embedder.embed`
 */
export async function findGraphForm(search: GraphFormSearch): Promise<ChosenForm<GraphProducts>> {
  const { name, folder, graphs, options, trial, facts, minCosine, texts, tell, signal } = search;
  tell("the model in float32");
  const expected = await vectorsOf(folder, texts, signal, options);
  await trial.write(new Map());
  await calibrateGraphs({
    graphs,
    folder: trial.path,
    options,
    texts: calibrationPart(texts),
    signal,
    writeWatched: trial.writeWatched,
    keep: (key, found) => keepFacts(facts, key, found),
    tell,
  });
  const products = searchedProducts(graphs);
  return chooseForm({
    products,
    model: name,
    minCosine,
    async quantize(floatChannels) {
      const groups = new Map<string, QuantizedGroup>();
      for (const product of products) {
        tell(`${product.label}, ${floatChannels} float channels`);
        throwIfAborted(signal, "quantizing");
        groups.set(product.name, await quantizeGroup(product.group, await keptFacts(facts, product.name, product.inputs), floatChannels));
      }
      return groups;
    },
    async measure(groups, what, quick) {
      tell(what);
      await trial.write(groups);
      return nearnessOfForm({ texts, expected, options, signal, tell }, trial.path, what, quick);
    },
  });
}

/** The products of all graphs, each once, deepest graph first. */
function searchedProducts(graphs: readonly PublishedGraph[]): readonly GraphProducts[] {
  const known = new Map<string, GraphProducts>();
  for (const { groups } of graphs.toSorted((one, other) => other.layer - one.layer))
    for (const group of groups) if (!known.has(group.key)) known.set(group.key, searched(group));
  return [...known.values()];
}

function searched(group: GraphGroup): GraphProducts {
  const nodes = group.products.map(({ node, output }) => (node.name === "" ? output : node.name));
  const weights = group.products.map(({ weight }) => weight.tensor.name);
  const layer = [...nodes, ...weights].map(layerOf).find((found) => found !== undefined);
  const others = nodes.length > 1 ? ` and ${nodes.length - 1} more of its input` : "";
  const label = `the product "${nodes[0]}"${others}${layer === undefined ? "" : ` of layer ${layer}`}`;
  return { name: group.key, inputs: group.inputs, label, nodes, group, ...(layer === undefined ? {} : { layer }) };
}

/** The layer in the name of a node or a tensor, from 1 on: `/encoder/layer.3/…` is the fourth. */
function layerOf(name: string): number | undefined {
  const found = /(?:^|[./_])(?:layers?|blocks?|h)[._/](\d+)(?:[./_]|$)/.exec(name)?.[1];
  return found === undefined ? undefined : Number(found) + 1;
}

/** Facts of all products would not fit into memory. */
async function keepFacts(folder: NewFolder, key: string, { products, largest, least }: InputFacts): Promise<void> {
  await folder.write(
    key,
    [Float32Array.of(products.tokens), largest, least, products.sum].map((numbers) => new Uint8Array(numbers.buffer)),
  );
}

async function keptFacts(folder: NewFolder, key: string, inputs: number): Promise<InputFacts> {
  const bytes = await readFile(join(folder.path, key));
  const numbers = new Float32Array(new Uint8Array(bytes).buffer);
  const [tokens = 0] = numbers;
  const part = (start: number, count: number): Float32Array => numbers.subarray(1 + start, 1 + start + count);
  return {
    products: { tokens, sum: part(2 * inputs, inputs * inputs) },
    largest: part(0, inputs),
    least: part(inputs, inputs),
  };
}

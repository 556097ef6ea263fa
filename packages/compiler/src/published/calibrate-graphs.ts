import { openModel, throwIfAborted, type Embedder, type Runtime, type Session, type Signal, type Tensor } from "@nestvec/core";
import { after, cacheStore, directory, nodeRuntime, sha256 } from "@nestvec/runtime-node";
import type { InputFacts } from "../quantize/input-facts.ts";
import { asTheyAre, taskOf, type OpenOptions } from "../search/measure.ts";
import { inputSums, rowProducts, type InputSums } from "./input-sums.ts";
import type { GraphGroup, PublishedGraph } from "./published-graph.ts";
import { watchedOutput } from "./rewrite-graph.ts";

/** What is run for calibration. */
export interface GraphCalibration {
  readonly graphs: readonly PublishedGraph[];
  /** A folder with the model in float32. */
  readonly folder: string;
  readonly options: OpenOptions;
  readonly texts: readonly string[];
  readonly signal: Signal | undefined;
  /** Writes a graph that gives the inputs of these groups, too, and gives its path in the folder. */
  writeWatched(graph: PublishedGraph, groups: readonly GraphGroup[]): Promise<string>;
  /** Is given what the inputs of a group were, by its key. */
  keep(key: string, facts: InputFacts): Promise<void>;
  tell(part: string): void;
}

/** Bytes of sums that are held at once: a model of more groups is run several times. */
const mostSumBytes = 2 ** 28;

/** Tokens of a text that count. */
const mostTokens = 512;

/**
 * Runs the model itself, one text at a time, and finds out what the inputs of its products are. Products that several graphs have are watched in the
 * deepest one, and those that a graph has several times, with the same weights, are one.
 */
export async function calibrateGraphs(calibration: GraphCalibration): Promise<void> {
  const { graphs, tell } = calibration;
  const seen = new Set<string>();
  for (const graph of graphs.toSorted((one, other) => other.layer - one.layer)) {
    const own = graph.groups.filter(({ key }) => !seen.has(key));
    for (const { key } of own) seen.add(key);
    for (const groups of portions(own)) {
      tell(`${graph.path}: inputs of ${groups.length} products`);
      await watch(calibration, graph, groups);
    }
  }
}

/** Groups by key, as many at once as their sums have room. */
function portions(groups: readonly GraphGroup[]): readonly (readonly GraphGroup[])[] {
  const made: GraphGroup[][] = [];
  const placeOf = new Map<string, GraphGroup[]>();
  let bytes = Infinity;
  for (const group of groups) {
    const known = placeOf.get(group.key);
    if (known === undefined) bytes += 4 * group.inputs ** 2;
    if (known === undefined && bytes > mostSumBytes) {
      made.push([]);
      bytes = 4 * group.inputs ** 2;
    }
    const portion = known ?? made.at(-1) ?? [];
    placeOf.set(group.key, portion);
    portion.push(group);
  }
  return made;
}

async function watch(calibration: GraphCalibration, graph: PublishedGraph, groups: readonly GraphGroup[]): Promise<void> {
  const { folder, options, texts, signal, writeWatched, keep } = calibration;
  const runtime = nodeRuntime({ prepackedCacheBytes: 0 });
  const products = await rowProducts(runtime);
  try {
    const sums = new Map(groups.map(({ key, inputs }) => [key, inputSums(inputs, products)]));
    const path = await writeWatched(graph, groups);
    const platform = {
      runtime: watching(runtime, graph, path, groups, sums),
      clock: () => performance.now(),
      after,
      digest: sha256,
      store: cacheStore(),
    };
    await using embedder = await openModel(directory(folder), { ...options, cacheBytes: 0 }, platform);
    await runAll(embedder, graph.layer, texts, signal);
    for (const [key, sum] of sums) await keep(key, await sum.finish());
  } finally {
    await products.dispose();
  }
}

async function runAll(embedder: Embedder, layer: number, texts: readonly string[], signal: Signal | undefined): Promise<void> {
  const { tasks = [], maxTokens } = await embedder.info();
  for (const [index, text] of texts.entries()) {
    throwIfAborted(signal, "quantizing");
    const task = taskOf(tasks, index);
    const asked = { ...asTheyAre, layer, maxTokens: Math.min(maxTokens, mostTokens), signal };
    await embedder.embed([text], task === undefined ? asked : { ...asked, task });
  }
}

/** A runtime that opens the watched graph in place of the published one, and is told what it gives besides. */
const watching = (
  runtime: Runtime,
  graph: PublishedGraph,
  watched: string,
  groups: readonly GraphGroup[],
  sums: ReadonlyMap<string, InputSums>,
): Runtime => ({
  ...runtime,
  async open(files, path, work) {
    if (path !== graph.path) return runtime.open(files, path, work);
    const session = await runtime.open(files, watched, work);
    const outputs = groups.map(({ key, input, type }) => ({ key, name: watchedOutput({ name: input, type }) }));
    const names = new Set(outputs.map(({ name }) => name));
    const published = new Set(graph.model.outputs.map(({ name }) => name));
    const own: Session = {
      provider: session.provider,
      inputs: session.inputs,
      // An engine chooses among the outputs that the published graph has.
      outputs: session.outputs.filter(({ name }) => published.has(name)),
      async run(feeds, wanted) {
        const results = await session.run(feeds, [...new Set([...wanted, ...names])]);
        const mask = feeds["attention_mask"];
        for (const { key, name } of outputs) {
          const tensor = results[name];
          if (tensor?.data instanceof Float32Array) await sums.get(key)?.add(realRows(tensor.data, tensor.dims, mask));
        }
        return results;
      },
      dispose: () => session.dispose(),
    };
    return own;
  },
});

/** The rows of tokens that are no padding: a graph of a fixed length has some. */
function realRows(data: Float32Array, dims: readonly number[], mask: Tensor | undefined): Float32Array {
  const width = dims.at(-1) ?? 1;
  const real = mask === undefined ? [] : Array.from(mask.data as ArrayLike<number | bigint>, Number);
  if (real.length * width !== data.length || !real.includes(0)) return data;
  const rows = real.flatMap((value, row) => (value === 0 ? [] : [row]));
  const kept = new Float32Array(rows.length * width);
  for (const [place, row] of rows.entries()) kept.set(data.subarray(row * width, (row + 1) * width), place * width);
  return kept;
}

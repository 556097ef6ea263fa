import { posix } from "node:path";
import type { FileSource } from "@nestvec/core";
import { fileParts } from "../model/copied-file.ts";
import type { NewFolder } from "../model/new-folder.ts";
import { weightsFile, type WeightsFile } from "../model/weights-file.ts";
import type { QuantizedGroup } from "../quantize/quantized-group.ts";
import { quantizedTensors } from "../quantize/quantized-products.ts";
import type { QuantizedGroups } from "../search/choose-form.ts";
import type { TypedTensor } from "../weights/typed-tensor.ts";
import { graphFile } from "./graph-file.ts";
import type { GraphGroup, PublishedGraph } from "./published-graph.ts";
import { rewriteGraph, type WatchedValue } from "./rewrite-graph.ts";
import { fewestBytes, storedBytes } from "./stored-bytes.ts";

/** A folder in which forms of a model are tried. Weights that no form changes are written once, and those of a product when its form changes. */
export interface TrialModel {
  readonly path: string;
  /** Writes the graphs of a form. */
  write(groups: QuantizedGroups): Promise<void>;
  /** Writes a graph in float32 that gives the inputs of some groups, too, and gives its path in the folder. */
  writeWatched(graph: PublishedGraph, groups: readonly GraphGroup[]): Promise<string>;
}

/** Begins to try a model, whose other files are `copied`. */
export async function trialModel(
  folder: NewFolder,
  source: FileSource,
  copied: readonly string[],
  graphs: readonly PublishedGraph[],
): Promise<TrialModel> {
  for (const path of copied) await folder.write(path, fileParts(source, path));
  const kept = new Map<PublishedGraph, WeightsFile>();
  for (const [index, graph] of graphs.entries()) {
    const tensors = graph.model.initializers.flatMap((tensor) => {
      const bytes = graph.source.size(tensor) ?? 0;
      return tensor.external === undefined && bytes < fewestBytes
        ? []
        : [storedBytes(tensor.name, bytes, () => graph.source.bytes(tensor))];
    });
    const file = weightsFile(`nestvec-kept-${index}.bin`, tensors);
    if (tensors.length > 0) await folder.write(beside(graph, file.name), file.content());
    kept.set(graph, file);
  }
  const written = new Map<string, QuantizedGroup>();
  const writeGroups = async (graph: PublishedGraph, groups: QuantizedGroups): Promise<ReadonlyMap<string, WeightsFile>> => {
    const files = new Map<string, WeightsFile>();
    for (const { key } of graph.groups) {
      const quantized = groups.get(key);
      if (quantized === undefined) continue;
      const file = groupFile(key, quantized);
      const path = beside(graph, file.name);
      if (written.get(path) !== quantized) await folder.write(path, file.content());
      written.set(path, quantized);
      for (const { name } of file.places) files.set(name, file);
    }
    return files;
  };
  const writeAs = async (path: string, graph: PublishedGraph, groups: QuantizedGroups, watched: readonly WatchedValue[]): Promise<void> => {
    const own = kept.get(graph)?.places ?? [];
    const keptPlaces = new Map(own.map((placed) => [placed.name, placed]));
    const files = await writeGroups(graph, groups);
    const parts = await graphFile(rewriteGraph(graph, groups, watched), {
      ofKept: ({ name }) => keptPlaces.get(name),
      ofAdded: ({ name }: TypedTensor) => files.get(name)?.places.find((placed) => placed.name === name),
    });
    await folder.write(path, parts);
  };
  return {
    path: folder.path,
    async write(groups) {
      for (const graph of graphs) await writeAs(graph.path, graph, groups, []);
    },
    async writeWatched(graph, groups) {
      // Its name is that of no graph, so that it is not taken for one of the model's.
      const path = beside(graph, "nestvec-watched");
      await writeAs(
        path,
        graph,
        new Map(),
        groups.map(({ input, type }) => ({ name: input, type })),
      );
      return path;
    },
  };
}

/** A file in a graph's own folder. */
const beside = ({ path }: PublishedGraph, name: string): string => posix.join(posix.dirname(path), name);

/** The weights of a product in int8. */
const groupFile = (key: string, quantized: QuantizedGroup): WeightsFile =>
  weightsFile(`nestvec-${key.slice(0, 24)}.bin`, quantizedTensors(quantized));

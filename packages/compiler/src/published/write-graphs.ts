import { posix } from "node:path";
import type { PlacedTensor } from "../graph/graph-parts.ts";
import { weightsFile } from "../model/weights-file.ts";
import type { QuantizedGroups } from "../search/choose-form.ts";
import type { WriteFile } from "../compile/write-model.ts";
import { byteLength, type TypedTensor } from "../weights/typed-tensor.ts";
import { graphFile } from "./graph-file.ts";
import type { PublishedGraph } from "./published-graph.ts";
import { rewriteGraph, type RewrittenGraph } from "./rewrite-graph.ts";
import { fewestBytes, storedBytes } from "./stored-bytes.ts";

/** Larger graphs have their weights beside them: protobuf ends at 2 GiB. */
const largestInline = 2 ** 30;

/** A tensor, and the file that it lies in. */
interface Placed {
  readonly file: string;
  readonly tensor: TypedTensor;
}

/**
 * Writes graphs, the products of `groups` in int8, under their own names. Weights lie in the files that they lay in before, those of several graphs once; in the
 * graph where they were there and have room. Returns the bytes of all weights.
 */
export async function writeGraphs(graphs: readonly PublishedGraph[], groups: QuantizedGroups, write: WriteFile): Promise<number> {
  const rewritten = graphs.map((graph) => rewriteGraph(graph, groups));
  const placed = rewritten.map(placesOf);
  const files = new Map<string, TypedTensor[]>();
  for (const { kept, added } of placed)
    for (const { file, tensor } of [...kept.values(), ...added.values()]) files.set(file, [...(files.get(file) ?? []), tensor]);
  const places = new Map<string, ReadonlyMap<string, PlacedTensor>>();
  let bytes = 0;
  for (const [path, tensors] of files) {
    const file = weightsFile(path, tensors);
    places.set(path, new Map(file.places.map((place) => [place.name, place])));
    await write(path, file.content());
    bytes += file.bytes;
  }
  for (const [index, one] of rewritten.entries()) {
    const { kept, added } = placed[index] ?? { kept: new Map(), added: new Map() };
    const { path } = one.graph;
    const place = (found: Placed | undefined): PlacedTensor | undefined => {
      const at = found && places.get(found.file)?.get(found.tensor.name);
      return at && { ...at, location: posix.relative(posix.dirname(path), at.location) };
    };
    const parts = await graphFile(one, { ofKept: ({ name }) => place(kept.get(name)), ofAdded: ({ name }) => place(added.get(name)) });
    const own = [...new Set([...kept.values(), ...added.values()].map(({ file }) => file))];
    await write(path, parts, own);
    bytes += inlineBytes(one, kept, added);
  }
  return bytes;
}

interface Places {
  readonly kept: ReadonlyMap<string, Placed>;
  readonly added: ReadonlyMap<string, Placed>;
}

/** The files of a graph's tensors, by their names; those that stay in the graph are not among them. */
function placesOf(one: RewrittenGraph): Places {
  const { graph, kept, added } = one;
  // Only in a file do tensors of several names take their room once.
  const beside = one.repeated.length > 0 || inlineBytes(one) > largestInline ? `${graph.path}.data` : undefined;
  const keptPlaces = new Map<string, Placed>();
  for (const tensor of kept) {
    const bytes = graph.source.size(tensor);
    const file = graph.source.file(tensor) ?? ((bytes ?? 0) < fewestBytes ? undefined : beside);
    if (file === undefined || bytes === undefined) continue;
    // The same place in a file that several graphs read is one tensor.
    const id = tensor.external === undefined ? `${graph.path} ${tensor.name}` : `${file} ${tensor.external.offset} ${bytes}`;
    keptPlaces.set(tensor.name, { file, tensor: storedBytes(id, bytes, () => graph.source.bytes(tensor)) });
  }
  const addedPlaces = new Map<string, Placed>();
  for (const { group, tensors } of added) {
    const from = group.products.map(({ weight }) => graph.source.file(weight.tensor)).find((file) => file !== undefined);
    const file = from ?? beside;
    for (const tensor of tensors)
      if (file !== undefined && byteLength(tensor) >= fewestBytes) addedPlaces.set(tensor.name, { file, tensor });
  }
  return { kept: keptPlaces, added: addedPlaces };
}

/** Bytes of the tensors in a graph: those that have no other place. */
function inlineBytes({ graph, kept, added }: RewrittenGraph, ...placed: readonly ReadonlyMap<string, Placed>[]): number {
  const isElsewhere = (name: string): boolean => placed.some((places) => places.has(name));
  const own = kept.filter((tensor) => tensor.external === undefined && !isElsewhere(tensor.name));
  const tensors = new Map(added.flatMap(({ tensors: all }) => all).map((tensor) => [tensor.name, tensor]));
  const others = [...tensors.values()].filter(({ name }) => !isElsewhere(name));
  return [...own.map((tensor) => graph.source.size(tensor) ?? 0), ...others.map(byteLength)].reduce((sum, bytes) => sum + bytes, 0);
}

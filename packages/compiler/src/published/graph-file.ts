import { changedModel, placedTensor, type ModelTensor } from "@nestvec/onnx/editor";
import { initializer, type Message, type PlacedData, type TensorData } from "@nestvec/onnx/writer";
import { microsoft } from "../graph/graph-parts.ts";
import type { TypedTensor } from "../weights/typed-tensor.ts";
import type { RewrittenGraph } from "./rewrite-graph.ts";

/** Where tensors of a rewritten graph lie, from its own folder; undefined: in the graph. */
export interface Places {
  ofKept(tensor: ModelTensor): PlacedData | undefined;
  ofAdded(tensor: TypedTensor): PlacedData | undefined;
}

/** The bytes of a rewritten graph's file, in parts. */
export async function graphFile(
  { graph, nodes, constants, kept, added, repeated, inputs, outputs }: RewrittenGraph,
  places: Places,
): Promise<readonly Uint8Array[]> {
  const initializers: Message[] = [...constants];
  for (const tensor of kept) {
    const place = places.ofKept(tensor);
    initializers.push(place === undefined ? tensor.bytes : placedTensor(tensor, place));
  }
  // Layers may share weights.
  const stored = new Map(added.flatMap(({ tensors }) => tensors).map((tensor) => [tensor.name, tensor]));
  const names = [...Array.from(stored.keys(), (name) => ({ name, of: name })), ...repeated];
  for (const { name, of } of names) {
    const tensor = stored.get(of);
    if (tensor !== undefined)
      initializers.push(initializer(name, tensor.dims, tensor.type, places.ofAdded(tensor) ?? (await dataOf(tensor))));
  }
  return changedModel(graph.model, { nodes, initializers, inputs, outputs, domains: [microsoft] });
}

async function dataOf(tensor: TypedTensor): Promise<TensorData> {
  const parts: Uint8Array[] = [];
  for await (const part of tensor.bytes()) parts.push(part);
  const [first = new Uint8Array(), ...others] = parts;
  return others.length === 0 ? first : Buffer.concat(parts);
}

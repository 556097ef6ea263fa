import type { ModelNode, ModelTensor } from "@nestvec/onnx/editor";
import { elementTypes, node, value, type Message } from "@nestvec/onnx/writer";
import type { ProductTools } from "../graph/product-tools.ts";
import { groupProducts, quantizedTensors } from "../quantize/quantized-products.ts";
import type { QuantizedGroups } from "../search/choose-form.ts";
import type { TypedTensor } from "../weights/typed-tensor.ts";
import { constantOperators } from "./constants.ts";
import type { GraphGroup, PublishedGraph } from "./published-graph.ts";
import { rewritingParts } from "./rewriting-parts.ts";

/** A graph, some of whose products are in int8. */
export interface RewrittenGraph {
  readonly graph: PublishedGraph;
  readonly nodes: readonly Message[];
  /** Constants of some bytes, which are written into the graph. */
  readonly constants: readonly Message[];
  /** Those of the graph that something reads. */
  readonly kept: readonly ModelTensor[];
  /** What is stored of products in int8, by the group. */
  readonly added: readonly { readonly group: GraphGroup; readonly tensors: readonly TypedTensor[] }[];
  /** Other names for some of these. */
  readonly repeated: readonly { readonly name: string; readonly of: string }[];
  readonly inputs: readonly Message[];
  readonly outputs: readonly Message[];
}

/** A value that a run is to give besides. */
export interface WatchedValue {
  readonly name: string;
  readonly type: GraphGroup["type"];
}

/** The output that gives a watched value, in float32. */
export const watchedOutput = ({ name, type }: WatchedValue): string => (type === "float32" ? name : `${name}.nestvec_watched`);

/** Rewrites a graph: the products of `groups` in int8, all else as it is. */
export function rewriteGraph(graph: PublishedGraph, groups: QuantizedGroups, watched: readonly WatchedValue[] = []): RewrittenGraph {
  const { model } = graph;
  const written = rewritingParts(model.operatorSets.get("") ?? 1);
  const { parts } = written;
  const repeated: { readonly name: string; readonly of: string }[] = [];
  const uses = new Map<string, number>();
  const tools: ProductTools = {
    parts,
    leadingAxes: (of) =>
      parts.once(`leading axes of ${of}`, () => parts.add("Slice", [parts.add("Shape", [of]), parts.integers([0]), parts.integers([-1])])),
    weight: ({ name }) => name,
    // Where several nodes read weights in int8, ONNX Runtime fails as it opens the graph (seen with 1.30): each has a name of its own for them.
    asStored({ name }) {
      const use = (uses.get(name) ?? 0) + 1;
      uses.set(name, use);
      if (use === 1) return name;
      repeated.push({ name: `${name}.${use}`, of: name });
      return `${name}.${use}`;
    },
  };
  const first = new Map<ModelNode, GraphGroup>();
  const replaced = new Set<ModelNode>();
  for (const group of graph.groups) {
    const [product] = group.products;
    if (product === undefined || !groups.has(group.key)) continue;
    first.set(product.node, group);
    for (const { replaced: own } of group.products) for (const other of own) replaced.add(other);
  }
  const needed = new Set([...model.outputs.map(({ name }) => name), ...watched.map(({ name }) => name)]);
  for (const group of first.values()) needed.add(group.input);
  const live = new Set<ModelNode>();
  for (const candidate of model.nodes.toReversed()) {
    if (replaced.has(candidate) || (constantOperators.has(candidate.operator) && !candidate.outputs.some((name) => needed.has(name))))
      continue;
    live.add(candidate);
    for (const name of [...candidate.inputs, ...candidate.innerInputs]) needed.add(name);
  }
  const nodes: Message[] = [];
  const added: RewrittenGraph["added"][number][] = [];
  for (const candidate of model.nodes) {
    const group = first.get(candidate);
    const quantized = group && groups.get(group.key);
    if (group !== undefined && quantized !== undefined) {
      const isHalf = group.type === "float16";
      const from = isHalf ? parts.add("Cast", [group.input], { to: elementTypes.float32 }) : group.input;
      const results = groupProducts(tools, quantized, from);
      nodes.push(...written.takeNodes());
      for (const [index, { output }] of group.products.entries())
        nodes.push(
          isHalf
            ? node("Cast", [results[index] ?? ""], [output], { to: elementTypes.float16 })
            : node("Identity", [results[index] ?? ""], [output]),
        );
      added.push({ group, tensors: quantizedTensors(quantized) });
    }
    if (live.has(candidate)) nodes.push(candidate.bytes);
  }
  const ownOutputs = new Set(model.outputs.map(({ name }) => name));
  for (const watch of watched)
    if (watch.type === "float16") nodes.push(node("Cast", [watch.name], [watchedOutput(watch)], { to: elementTypes.float32 }));
  const dropped = new Set(model.initializers.filter(({ name }) => !needed.has(name)).map(({ name }) => name));
  return {
    graph,
    nodes,
    constants: [...written.constants().values()],
    kept: model.initializers.filter(({ name }) => !dropped.has(name)),
    added,
    repeated,
    // Old versions list constants among the inputs, too.
    inputs: model.inputs.filter(({ name }) => !dropped.has(name)).map(({ bytes }) => bytes),
    outputs: [
      ...model.outputs.map(({ bytes }) => bytes),
      ...watched.map(watchedOutput).flatMap((name) => (ownOutputs.has(name) ? [] : [value(name, "float32")])),
    ],
  };
}

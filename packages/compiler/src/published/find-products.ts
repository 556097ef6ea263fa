import type { GraphModel, ModelNode, ModelTensor } from "@nestvec/onnx/editor";
import { microsoft } from "../graph/graph-parts.ts";
import { constantsOf, float16, float32, type Constant } from "./constants.ts";

/** A product of a graph with a constant matrix. */
export interface FoundProduct {
  readonly node: ModelNode;
  /** The value that it reads. */
  readonly input: string;
  /** The type of what it reads and gives. */
  readonly type: "float32" | "float16";
  readonly weight: Constant;
  /** `[inputs, outputs]`. */
  readonly dims: readonly [number, number];
  /** What its weights are multiplied by. */
  readonly factor: number;
  /** A number for each output, or one for all. */
  readonly bias: { readonly tensor: ModelTensor; readonly factor: number } | undefined;
  /** The value that it gives, bias included. */
  readonly output: string;
  /** The nodes that compute it. */
  readonly replaced: readonly ModelNode[];
}

/** With fewer, there is nothing to be gained: products of positions, and the narrow ones of low-rank changes. */
const fewestInputs = 16;
const fewestOutputs = 8;

/** The matrix of a vocabulary is larger, and no embedding goes through it. */
const mostWeights = 2 ** 27;

/** The products of a graph whose matrix is constant, in the order in which they run. Those of the graphs inside nodes are not among them. */
export function findProducts(model: GraphModel): readonly FoundProduct[] {
  const constants = constantsOf(model);
  const readers = readersOf(model);
  return model.nodes.flatMap((node): readonly FoundProduct[] => {
    const found = productOf(node, constants);
    if (found === undefined) return [];
    const added = found.bias === undefined ? biasAfter(found, readers, constants) : undefined;
    return [{ ...found, ...added }];
  });
}

function productOf(node: ModelNode, constants: (name: string) => Constant | undefined): FoundProduct | undefined {
  const { operator, domain, attributes, inputs, outputs } = node;
  const isGemm = domain === "" && operator === "Gemm";
  const isFused = domain === microsoft && operator === "FusedMatMul";
  if (!isGemm && !isFused && !(domain === "" && operator === "MatMul")) return undefined;
  const [input = "", matrix = "", added = ""] = inputs;
  const flags = ["transA", "transBatchA", "transBatchB"].some((name) => (attributes.get(name)?.integer ?? 0) !== 0);
  const constant = constants(matrix);
  if (flags || constant === undefined || constants(input) !== undefined || !isWeight(constant)) return undefined;
  const isTurned = (attributes.get("transB")?.integer ?? 0) !== 0;
  const weight = isTurned ? { ...constant, isTransposed: !constant.isTransposed } : constant;
  const [rows = 0, columns = 0] = weight.tensor.dims;
  const dims = weight.isTransposed ? ([columns, rows] as const) : ([rows, columns] as const);
  if (dims[0] < fewestInputs || dims[1] < fewestOutputs || rows * columns > mostWeights) return undefined;
  const bias = added === "" ? undefined : biasOf(constants(added), dims[1]);
  if (added !== "" && bias === undefined) return undefined;
  return {
    node,
    input,
    type: weight.type === float16 ? "float16" : "float32",
    weight,
    dims,
    factor: attributes.get("alpha")?.float ?? 1,
    bias: bias && { tensor: bias, factor: attributes.get("beta")?.float ?? 1 },
    output: outputs[0] ?? "",
    replaced: [node],
  };
}

const isWeight = ({ tensor, type }: Constant): boolean =>
  tensor.dims.length === 2 &&
  (type === float32 || type === float16) &&
  (tensor.type === float32 || tensor.type === float16) &&
  (tensor.raw !== undefined || tensor.external !== undefined);

/** A constant that is added to every row. */
function biasOf(constant: Constant | undefined, outputs: number): ModelTensor | undefined {
  if (constant === undefined || constant.isTransposed) return undefined;
  const { tensor, type } = constant;
  const count = tensor.dims.reduce((product, size) => product * size, 1);
  const isRow = (count === outputs && (tensor.dims.at(-1) ?? 1) === outputs) || count === 1;
  const isRead = (tensor.type === float32 || tensor.type === float16) && (tensor.raw !== undefined || tensor.external !== undefined);
  return isRow && isRead && (type === float32 || type === float16) ? tensor : undefined;
}

/** The Add of a bias after a product, where nothing else reads the product. */
function biasAfter(
  { output, dims, replaced }: FoundProduct,
  readers: ReadonlyMap<string, readonly (ModelNode | undefined)[]>,
  constants: (name: string) => Constant | undefined,
): Partial<FoundProduct> | undefined {
  const [reader, ...others] = readers.get(output) ?? [];
  if (reader === undefined || others.length > 0 || reader.operator !== "Add" || reader.domain !== "") return undefined;
  const other = reader.inputs.find((name) => name !== output);
  const tensor = biasOf(other === undefined ? undefined : constants(other), dims[1]);
  // More axes than the product may have would be those of the sum.
  if (tensor === undefined || tensor.dims.length !== 1) return undefined;
  return { bias: { tensor, factor: 1 }, output: reader.outputs[0] ?? "", replaced: [...replaced, reader] };
}

/** By value, the nodes that read it; undefined stands for an output of the graph, or a graph inside a node. */
function readersOf({ nodes, outputs }: GraphModel): ReadonlyMap<string, readonly (ModelNode | undefined)[]> {
  const readers = new Map<string, (ModelNode | undefined)[]>();
  const add = (name: string, reader: ModelNode | undefined): void => void (readers.get(name)?.push(reader) ?? readers.set(name, [reader]));
  for (const { name } of outputs) add(name, undefined);
  for (const node of nodes) {
    for (const name of node.inputs) add(name, node);
    for (const name of node.innerInputs) add(name, undefined);
  }
  return readers;
}

import type { GraphModel, ModelNode, ModelTensor } from "@nestvec/onnx/editor";

/** ONNX's numbers for the types of weights that are rewritten. */
export const float32 = 1;
export const float16 = 10;

/** What a value of a graph always is: a tensor, or its transpose. */
export interface Constant {
  readonly tensor: ModelTensor;
  readonly isTransposed: boolean;
  /** ONNX's number of the value's type, which a cast may have made of the tensor's. */
  readonly type: number;
}

/** Operators through which weights come to a product. Without a reader, they are left out of a graph that is written. */
export const constantOperators: ReadonlySet<string> = new Set(["Constant", "Identity", "Cast", "Transpose"]);

/** Weights behind more of these are none. */
const deepest = 8;

/** Finds the constants of a graph by the names of values. */
export function constantsOf({ initializers, nodes }: GraphModel): (name: string) => Constant | undefined {
  const tensors = new Map(initializers.map((tensor) => [tensor.name, tensor]));
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const find = (name: string, depth: number): Constant | undefined => {
    const tensor = tensors.get(name);
    if (tensor !== undefined) return { tensor, isTransposed: false, type: tensor.type };
    const node = makers.get(name);
    if (node === undefined || node.domain !== "" || !constantOperators.has(node.operator) || depth > deepest) return undefined;
    if (node.operator === "Constant") return constantNode(node);
    const from = find(node.inputs[0] ?? "", depth + 1);
    return from === undefined ? undefined : through(node, from);
  };
  return (name) => find(name, 0);
}

function constantNode({ attributes }: ModelNode): Constant | undefined {
  const tensor = attributes.get("value")?.tensor;
  return tensor === undefined ? undefined : { tensor, isTransposed: false, type: tensor.type };
}

/** What an operator makes of a constant, where that is known. */
function through({ operator, attributes }: ModelNode, from: Constant): Constant | undefined {
  if (operator === "Identity") return from;
  if (operator === "Cast")
    // Any number of float16 is one of float32.
    return attributes.get("to")?.integer === float32 && (from.type === float16 || from.type === float32)
      ? { ...from, type: float32 }
      : undefined;
  const permutation = attributes.get("perm")?.integers ?? [];
  if (from.tensor.dims.length !== 2 || permutation.length % 2 === 1) return undefined;
  return permutation[0] === 0 ? from : { ...from, isTransposed: !from.isTransposed };
}

import type { GraphModel, ModelNode } from "@nestvec/onnx/editor";
import { leastActivation } from "../architecture/linear-groups.ts";
import { microsoft } from "../graph/graph-parts.ts";
import { constantsOf, float32 } from "./constants.ts";

/** Activations that are one operator, by domain and name. */
const activations: ReadonlyMap<string, number> = new Map([
  ["/Relu", leastActivation.relu],
  // Whether it is the one by tanh is told by a text, and its numbers go a little lower.
  ["/Gelu", leastActivation.gelu_tanh],
  [`${microsoft}/Gelu`, leastActivation.gelu],
  [`${microsoft}/BiasGelu`, leastActivation.gelu],
  [`${microsoft}/FastGelu`, leastActivation.gelu_tanh],
]);

/** Operators that change no number. */
const handOn = new Set(["Identity", "Reshape", "Dropout"]);

/** Finds the bound below which no number of a value is, by the activation that makes it; undefined where there is none that is known. */
export function leastInputs(model: GraphModel): (name: string) => number | undefined {
  const makers = new Map(model.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const constants = constantsOf(model);
  const scalar = (name: string): number | undefined => {
    const tensor = constants(name)?.tensor;
    if (tensor?.type !== float32 || tensor.raw?.length !== 4) return undefined;
    return new DataView(tensor.raw.buffer, tensor.raw.byteOffset).getFloat32(0, true);
  };
  const maker = (name: string, operator: string): ModelNode | undefined => {
    const node = makers.get(name);
    return node?.operator === operator && node.domain === "" ? node : undefined;
  };
  /** What is multiplied to make a value. */
  const factors = (name: string, depth = 0): readonly string[] => {
    const product = depth > 3 ? undefined : maker(name, "Mul");
    return product === undefined ? [name] : product.inputs.flatMap((input) => factors(input, depth + 1));
  };
  /** `1 + erf(x / sqrt(2))`: gives x. */
  const erfOf = (name: string): string | undefined => {
    const sum = maker(name, "Add");
    const erf = sum?.inputs.map((input) => maker(input, "Erf")).find((node) => node !== undefined);
    if (sum === undefined || erf === undefined || !sum.inputs.some((input) => scalar(input) === 1)) return undefined;
    const inner = erf.inputs[0] ?? "";
    const [divided, multiplied] = [maker(inner, "Div"), maker(inner, "Mul")];
    if (divided !== undefined && isNear(scalar(divided.inputs[1] ?? ""), Math.SQRT2)) return divided.inputs[0];
    if (multiplied === undefined || !multiplied.inputs.some((input) => isNear(scalar(input), Math.SQRT1_2))) return undefined;
    return multiplied.inputs.find((input) => scalar(input) === undefined);
  };
  return (given) => {
    let name = given;
    for (let node = makers.get(name); node !== undefined && handOn.has(node.operator); node = makers.get(name)) name = node.inputs[0] ?? "";
    const node = makers.get(name);
    const known = node === undefined ? undefined : activations.get(`${node.domain}/${node.operator}`);
    if (known !== undefined) return known;
    const all = factors(name);
    const [others, scalars] = [
      all.filter((factor) => scalar(factor) === undefined),
      all.map(scalar).filter((value) => value !== undefined),
    ];
    const [first = "", second = "", ...more] = others;
    if (more.length > 0 || second === "") return undefined;
    for (const [from, by] of [
      [first, second],
      [second, first],
    ] as const) {
      if (erfOf(by) === from && scalars.length === 1 && scalars[0] === 0.5) return leastActivation.gelu;
      if (maker(by, "Sigmoid")?.inputs[0] === from && scalars.length === 0) return leastActivation.silu;
    }
    return undefined;
  };
}

const isNear = (value: number | undefined, expected: number): boolean => value !== undefined && Math.abs(value - expected) < 1e-4;

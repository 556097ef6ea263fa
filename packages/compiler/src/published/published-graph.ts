import { createHash } from "node:crypto";
import { NestvecError, throwIfAborted, type ModelFiles, type Signal } from "@nestvec/core";
import { readGraphModel, type GraphModel } from "@nestvec/onnx/editor";
import type { Linear } from "../architecture/architecture.ts";
import { storedNumbers } from "../weights/stored-tensor.ts";
import { findProducts, type FoundProduct } from "./find-products.ts";
import { leastInputs } from "./least-input.ts";
import { refuseQuantized } from "./refuse-quantized.ts";
import { tensorSource, type TensorSource } from "./tensor-source.ts";

/** Products of a graph that read one value. */
export interface GraphGroup {
  /** Names their weights by what they are: the same in all graphs that have them. */
  readonly key: string;
  /** The value that they read. */
  readonly input: string;
  readonly type: FoundProduct["type"];
  readonly inputs: number;
  readonly products: readonly FoundProduct[];
  readonly linears: readonly Linear[];
  readonly leastInput: number | undefined;
}

/** A graph that is to be rewritten. */
export interface PublishedGraph {
  /** Its path in the model. */
  readonly path: string;
  /** The layer of its exit. */
  readonly layer: number;
  readonly model: GraphModel;
  readonly source: TensorSource;
  readonly groups: readonly GraphGroup[];
}

/** Texts as UTF-8, both ways. */
const utf8 = { encode: (text: string) => new TextEncoder().encode(text), decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes) };

/** Reads a graph, and finds its products. @throws NestvecError GRAPH_INVALID for one that cannot be rewritten; and as `ModelFiles.checkGraph` */
export async function readPublishedGraph(
  files: ModelFiles,
  path: string,
  layer: number,
  signal: Signal | undefined,
): Promise<PublishedGraph> {
  await files.checkGraph(path);
  const model = readGraphModel(await files.read(path), utf8);
  refuseQuantized(model, path);
  const source = await tensorSource(files, path);
  const leastInput = leastInputs(model);
  const byInput = new Map<string, FoundProduct[]>();
  for (const product of findProducts(model)) {
    const id = `${product.type} ${product.input}`;
    byInput.set(id, [...(byInput.get(id) ?? []), product]);
  }
  const groups: GraphGroup[] = [];
  for (const all of byInput.values())
    for (const products of sameInputs(all)) {
      throwIfAborted(signal, "quantizing");
      const [first] = products;
      if (first !== undefined) groups.push(await groupOf(products, first, source, leastInput(first.input)));
    }
  if (groups.length === 0)
    throw new NestvecError("GRAPH_INVALID", {
      graph: path,
      problem: "it has no product with a constant matrix of float32 or float16 that could be computed in int8",
    });
  return { path, layer, model, source, groups };
}

/** Products that read as many numbers. A graph whose products read other numbers of one value is none, which ONNX Runtime says. */
function sameInputs(products: readonly FoundProduct[]): readonly (readonly FoundProduct[])[] {
  const bySize = new Map<number, FoundProduct[]>();
  for (const product of products) bySize.set(product.dims[0], [...(bySize.get(product.dims[0]) ?? []), product]);
  return [...bySize.values()];
}

async function groupOf(
  products: readonly FoundProduct[],
  first: FoundProduct,
  source: TensorSource,
  leastInput: number | undefined,
): Promise<GraphGroup> {
  const [linears, digests]: [Linear[], string[]] = [[], []];
  for (const product of products) {
    const digest = await digestOf(product, source, leastInput);
    linears.push(linearOf(product, source, digest));
    digests.push(digest);
  }
  const key = createHash("sha256").update(digests.join("\n")).digest("hex");
  return { key, input: first.input, type: first.type, inputs: first.dims[0], products, linears, leastInput };
}

async function digestOf(
  { weight, dims, factor, bias }: FoundProduct,
  source: TensorSource,
  leastInput: number | undefined,
): Promise<string> {
  const hash = createHash("sha256").update(
    JSON.stringify([weight.isTransposed, weight.tensor.type, dims, factor, bias?.factor, leastInput]),
  );
  for await (const part of source.bytes(weight.tensor)) hash.update(part);
  if (bias !== undefined) for await (const part of source.bytes(bias.tensor)) hash.update(part);
  return hash.digest("hex");
}

/** A product as a linear layer. Its tensors have names of their own in every graph. */
function linearOf({ weight, dims, factor, bias }: FoundProduct, source: TensorSource, digest: string): Linear {
  const name = `${weight.tensor.name || "weights"}.${digest.slice(0, 12)}`;
  const [, outputs] = dims;
  const matrix = async (): Promise<Float32Array<ArrayBuffer>> => {
    const numbers = await source.numbers(weight.tensor);
    const turned = weight.isTransposed ? transposed(numbers, dims) : numbers;
    return factor === 1 ? turned : turned.map((number) => number * factor);
  };
  const added = async (): Promise<Float32Array<ArrayBuffer>> => {
    const numbers = bias === undefined ? new Float32Array() : await source.numbers(bias.tensor);
    const by = bias?.factor ?? 1;
    return Float32Array.from({ length: outputs }, (_, output) => (numbers[numbers.length === 1 ? 0 : output] ?? 0) * by);
  };
  return {
    weight: storedNumbers(name, dims, matrix),
    bias: bias === undefined ? undefined : storedNumbers(`${name}.bias`, [outputs], added),
  };
}

/** A matrix `[outputs, inputs]` as `[inputs, outputs]`. */
function transposed(numbers: Float32Array, [inputs, outputs]: readonly [number, number]): Float32Array<ArrayBuffer> {
  const turned = new Float32Array(numbers.length);
  for (let output = 0; output < outputs; output++)
    for (let input = 0; input < inputs; input++) turned[input * outputs + output] = numbers[output * inputs + input] ?? 0;
  return turned;
}

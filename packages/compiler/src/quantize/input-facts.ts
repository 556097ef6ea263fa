import { NestvecError, throwIfAborted, type ModelFiles, type Session, type Signal, type Tensor } from "@nestvec/core";
import { stageValues } from "@nestvec/core/compile";
import type { Runtime } from "@nestvec/core";
import { floatProducts, type Products } from "../graph/products.ts";
import type { InputProducts } from "./round-weights.ts";

/** What the inputs of a group of products were, over all tokens of the calibration texts. */
export interface InputFacts {
  readonly products: InputProducts;
  /** By channel. */
  readonly largest: Float32Array;
  readonly least: Float32Array;
}

/** The outputs that tell of a group's inputs, by the group's name. */
const outputsOf = (name: string): Readonly<Record<"products" | "largest" | "least", string>> => ({
  products: `${name}.input_products`,
  largest: `${name}.largest_inputs`,
  least: `${name}.least_inputs`,
});

/** Products in float32, in a graph that also tells of their inputs: the sum of `x x'` over tokens, the largest and the least numbers by channel. */
export const watchedProducts: Products = (tools, linears, from) => {
  const [first] = linears;
  const width = first?.weight.dims[0] ?? 0;
  const { parts } = tools;
  const output = outputsOf(first?.weight.name ?? "");
  const flat = parts.add("Reshape", [from, parts.integers([-1, width])]);
  const products = parts.add("MatMul", [parts.add("Transpose", [flat], { perm: [1, 0] }), flat]);
  parts.output(output.products, products, "float32", [width, width]);
  parts.output(output.largest, parts.add("ReduceMax", [flat, parts.integers([0])], { keepdims: 0 }), "float32", [width]);
  parts.output(output.least, parts.add("ReduceMin", [flat, parts.integers([0])], { keepdims: 0 }), "float32", [width]);
  return floatProducts(tools, linears, from);
};

/** What is run for calibration. */
export interface Calibration {
  readonly runtime: Runtime;
  readonly files: ModelFiles;
  /** The graph of the embeddings. */
  readonly embed: string;
  /** By stage: a graph with watched products, and the names of its groups. */
  readonly stages: readonly { readonly graph: string; readonly groups: readonly string[] }[];
  /** Token ids of the texts. */
  readonly texts: readonly (readonly number[])[];
  readonly signal: Signal | undefined;
}

/** Runs the texts stage by stage, one text at a time, and gives what the inputs of each stage's groups were. */
export async function* calibrate({
  runtime,
  files,
  embed,
  stages,
  texts,
  signal,
}: Calibration): AsyncGenerator<ReadonlyMap<string, InputFacts>> {
  let states: Tensor[] = await withSession(runtime, files, embed, async (session) => {
    const made: Tensor[] = [];
    for (const ids of texts) {
      throwIfAborted(signal, "compiling");
      const data = BigInt64Array.from(ids, BigInt);
      made.push(
        outputOf(await session.run({ [stageValues.ids]: { type: "int64", data, dims: [1, ids.length] } }, [stageValues.nextState])),
      );
    }
    return made;
  });
  for (const { graph, groups } of stages) {
    const facts = new Map<string, MutableFacts>();
    const next: Tensor[] = [];
    await withSession(runtime, files, graph, async (session) => {
      const given = new Set(session.outputs.map(({ name }) => name));
      const state = given.has(stageValues.nextState) ? stageValues.nextState : stageValues.tokens;
      const wanted = [state, ...groups.flatMap((group) => Object.values(outputsOf(group)))];
      for (const before of states) {
        throwIfAborted(signal, "compiling");
        const tokens = before.dims[1] ?? 0;
        const mask: Tensor = { type: "int64", data: new BigInt64Array(tokens).fill(1n), dims: [1, tokens] };
        const feeds = session.inputs.map(({ name }) => [name, name === stageValues.mask ? mask : before]);
        const results = await session.run(Object.fromEntries(feeds) as Readonly<Record<string, Tensor>>, wanted);
        next.push(outputOf(results, state));
        for (const group of groups) add(facts, group, tokens, results);
      }
    });
    states = next;
    yield facts;
  }
}

interface MutableFacts extends InputFacts {
  readonly products: { readonly sum: Float32Array; tokens: number };
}

function add(facts: Map<string, MutableFacts>, group: string, tokens: number, results: Readonly<Record<string, Tensor>>): void {
  const names = outputsOf(group);
  const [sum, largest, least] = [names.products, names.largest, names.least].map((name) => numbersOf(outputOf(results, name)));
  if (sum === undefined || largest === undefined || least === undefined) return;
  const known = facts.get(group);
  if (known === undefined) {
    facts.set(group, { products: { sum: sum.slice(), tokens }, largest: largest.slice(), least: least.slice() });
    return;
  }
  const { products } = known;
  products.tokens += tokens;
  for (let index = 0; index < sum.length; index++) products.sum[index] = (products.sum[index] ?? 0) + (sum[index] ?? 0);
  for (let channel = 0; channel < largest.length; channel++) {
    known.largest[channel] = Math.max(known.largest[channel] ?? 0, largest[channel] ?? 0);
    known.least[channel] = Math.min(known.least[channel] ?? 0, least[channel] ?? 0);
  }
}

async function withSession<T>(runtime: Runtime, files: ModelFiles, graph: string, use: (session: Session) => Promise<T>): Promise<T> {
  const session = await runtime.open(files, graph);
  try {
    return await use(session);
  } finally {
    await session.dispose();
  }
}

function outputOf(results: Readonly<Record<string, Tensor>>, name: string = Object.keys(results)[0] ?? ""): Tensor {
  const tensor = results[name];
  if (tensor !== undefined) return tensor;
  throw new NestvecError("OUTPUT_UNEXPECTED", { graph: "calibration", output: name, found: "nothing", expected: "a tensor" });
}

function numbersOf({ data, dims }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new NestvecError("OUTPUT_UNEXPECTED", {
    graph: "calibration",
    output: dims.join(),
    found: "another type",
    expected: "float32",
  });
}

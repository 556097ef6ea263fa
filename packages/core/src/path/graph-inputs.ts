import { NestvecError } from "../errors/nestvec-error.ts";
import type { GraphValue } from "../runtime/runtime.ts";
import type { Tensor, TokenBatch } from "../runtime/tensor.ts";

/** What a model's files say that its graphs may have to be fed with. */
export interface Feeding {
  /** The number of the first token's position. Default 0. */
  readonly firstPosition?: number | undefined;
  /** Heads of a cache of keys and values, and numbers of each, for a graph that does not declare them. */
  readonly keyValueHeads?: number | undefined;
  readonly headWidth?: number | undefined;
  /** What vectors can be for. */
  readonly tasks?: readonly string[] | undefined;
}

/** An input of a graph that can be fed. */
export interface GraphInput {
  readonly name: string;
  tensorOf(batch: TokenBatch): Tensor;
}

/** Where the real tokens of a row begin. */
const startOf = ({ side, tokens, lengths }: TokenBatch, row: number): number => (side === "left" ? tokens - (lengths[row] ?? 0) : 0);

/** The inputs of whole numbers, `[rows, tokens]`. Padding is masked, so what else stands there does not count. */
const integers: Readonly<Record<string, (batch: TokenBatch, firstPosition: number) => Int32Array>> = {
  input_ids: ({ ids }) => ids,
  attention_mask(batch) {
    const { rows, tokens, lengths } = batch;
    const mask = new Int32Array(rows * tokens);
    for (let row = 0; row < rows; row++) {
      const start = row * tokens + startOf(batch, row);
      mask.fill(1, start, start + (lengths[row] ?? 0));
    }
    return mask;
  },
  token_type_ids: ({ rows, tokens }) => new Int32Array(rows * tokens),
  // From the first real token on, so that a text has the same positions in any company.
  position_ids(batch, firstPosition) {
    const { rows, tokens } = batch;
    const positions = new Int32Array(rows * tokens);
    for (let row = 0; row < rows; row++) {
      const start = startOf(batch, row);
      for (let token = 0; token < tokens; token++) positions[row * tokens + token] = firstPosition + Math.max(0, token - start);
    }
    return positions;
  },
};

const cached = /^past_key_values\.\d+\.(?:key|value)$/;
const state = /^past_[a-z]+\.\d+$/;

const known = [...Object.keys(integers), "past_key_values.N.key", "past_key_values.N.value", "past_NAME.N", "use_cache_branch", "task_id"];

/**
 * How an input of a graph is fed. The caches of a decoder are empty: a text is read as a whole, at once.
 * @throws NestvecError GRAPH_INPUT_UNKNOWN; GRAPH_INVALID for a type or shape that cannot be fed
 */
export function graphInput(input: GraphValue, graph: string, feeding: Feeding): GraphInput {
  const { name, type } = input;
  const values = Object.hasOwn(integers, name) ? integers[name] : undefined;
  if (values !== undefined) {
    if (type !== "int64" && type !== "int32") throw unfed(input, graph, `is ${type}; int64 and int32 can be fed`);
    const { firstPosition = 0 } = feeding;
    return {
      name,
      tensorOf: (batch) => integerTensor(type, values(batch, firstPosition), [batch.rows, batch.tokens]),
    };
  }
  if (name === "use_cache_branch") {
    if (type !== "bool") throw unfed(input, graph, `is ${type}; bool can be fed`);
    const tensor = { type, data: Uint8Array.of(0), dims: input.shape.length === 0 ? [] : [1] };
    return { name, tensorOf: () => tensor };
  }
  if (name === taskInput) return taskNumber(input, graph, feeding);
  const sizes = cached.test(name) ? cacheSizes(input, graph, feeding) : state.test(name) ? stateSizes(input, graph) : undefined;
  if (sizes === undefined) throw new NestvecError("GRAPH_INPUT_UNKNOWN", { graph, input: name, known });
  if (type !== "float32" && type !== "float16") throw unfed(input, graph, `is ${type}; float32 and float16 can be fed`);
  return {
    name,
    tensorOf({ rows }) {
      const count = sizes.reduce((product, size) => product * size, rows);
      return { type, data: type === "float32" ? new Float32Array(count) : new Uint16Array(count), dims: [rows, ...sizes] };
    },
  };
}

/** The input by which a graph is told what its vectors are for. */
const taskInput = "task_id";

/** The number of a batch's task: one for all rows, or one for each where the graph takes a list. */
function taskNumber(input: GraphValue, graph: string, { tasks = [] }: Feeding): GraphInput {
  const { name, type, shape } = input;
  if (type !== "int64" && type !== "int32") throw unfed(input, graph, `is ${type}; int64 and int32 can be fed`);
  if (shape.length > 1) throw unfed(input, graph, `is ${shapeText(input)}; a number, or a list of one for each text, can be fed`);
  if (tasks.length === 0) throw unfed(input, graph, `chooses a task, and config.json lists none ("lora_adaptations")`);
  const [size] = shape.map(fixedSize);
  return {
    name,
    tensorOf({ rows, task }) {
      // No task is taken by default: its vectors would not be those that the caller wants.
      if (task === undefined) throw unfed(input, graph, "chooses a task, and none was given");
      const count = shape.length === 0 ? 1 : (size ?? rows);
      return integerTensor(type, new Int32Array(count).fill(task), shape.length === 0 ? [] : [count]);
    },
  };
}

/** `[heads, 0, width]`: the keys or values of no token. */
function cacheSizes(input: GraphValue, graph: string, { keyValueHeads, headWidth }: Feeding): readonly number[] {
  const [, heads, tokens, width] = input.shape.map(fixedSize);
  if (input.shape.length !== 4 || tokens !== undefined)
    throw unfed(input, graph, `is ${shapeText(input)}; a cache [rows, heads, tokens, width] of any number of tokens can be left empty`);
  const sizes = [heads ?? keyValueHeads, 0, width ?? headWidth];
  if (sizes.every((size) => size !== undefined)) return sizes;
  const missing = `neither it nor config.json ("num_key_value_heads", "head_dim") says how many heads and numbers`;
  throw unfed(input, graph, `is ${shapeText(input)}, and ${missing}`);
}

/** What layers of convolution and the like know of the tokens before a text: zeros. */
function stateSizes(input: GraphValue, graph: string): readonly number[] {
  const sizes = input.shape.slice(1).map(fixedSize);
  if (input.shape.length >= 2 && sizes.every((size) => size !== undefined)) return sizes;
  throw unfed(input, graph, `is ${shapeText(input)}; a state of declared size can be fed with zeros`);
}

/** Undefined for a free dimension, which runtimes give a name or a number below 1. */
const fixedSize = (size: number | string): number | undefined => (typeof size === "number" && size >= 1 ? size : undefined);

const shapeText = ({ shape }: GraphValue): string => `[${shape.join(", ")}]`;

const unfed = ({ name }: GraphValue, graph: string, problem: string): NestvecError =>
  new NestvecError("GRAPH_INVALID", { graph, problem: `its input "${name}" ${problem}` });

const integerTensor = (type: "int64" | "int32", values: Int32Array, dims: readonly number[]): Tensor =>
  type === "int32" ? { type, data: values, dims } : { type, data: BigInt64Array.from(values, BigInt), dims };

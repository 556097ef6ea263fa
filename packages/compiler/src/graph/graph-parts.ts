import {
  initializer,
  node,
  value,
  type AttributeValue,
  type ElementType,
  type Graph,
  type Message,
  type TensorData,
} from "@nestvec/onnx/writer";

/** ONNX Runtime's own operators. */
export const microsoft = "com.microsoft";

/** A tensor in a file of weights beside the graphs. */
export interface PlacedTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly type: ElementType;
  /** The file's name. */
  readonly location: string;
  /** In bytes. */
  readonly offset: number;
  readonly length: number;
}

/** A graph while it is written. Values are the names of tensors. */
export interface GraphParts {
  /** Adds an operator, and gives the name of its first output. An empty input is left out. `unread`: outputs after the first, which nothing reads. */
  add(
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, AttributeValue>>,
    domain?: string,
    unread?: number,
  ): string;
  /** Names the last result of a path through the graph as its output. */
  output(name: string, from: string, type: ElementType, dims: readonly (string | number)[]): void;
  input(name: string, type: ElementType, dims: readonly (string | number)[]): string;
  /** A constant in the graph itself, once for each name. */
  constant(name: string, dims: readonly number[], type: ElementType, data: TensorData): string;
  /** Integers, `[numbers]` or one without an axis. */
  integers(numbers: readonly number[] | number): string;
  float(number: number): string;
  /** A tensor of a file of weights. */
  weight(tensor: PlacedTensor): string;
  /** What is made once, however often it is wanted. */
  once(key: string, make: () => string): string;
  /** The version of ONNX's operators that the graph needs. */
  operatorSet(): number;
  graph(): Graph;
}

/** What of a graph's parts is made of its constants, or once: the same for a graph of the compiler's own and one that is there already. */
export function sharedParts(constant: GraphParts["constant"]): Pick<GraphParts, "integers" | "float" | "once"> {
  const made = new Map<string, string>();
  return {
    integers(numbers) {
      const list = typeof numbers === "number" ? [numbers] : numbers;
      const dims = typeof numbers === "number" ? [] : [numbers.length];
      return constant(`integers_${dims.join("")}_${list.join("_")}`, dims, "int64", BigInt64Array.from(list, BigInt));
    },
    float: (number) => constant(`float_${number}`, [], "float32", Float32Array.of(number)),
    once(key, make) {
      const known = made.get(key);
      if (known !== undefined) return known;
      const name = make();
      made.set(key, name);
      return name;
    },
  };
}

/** The versions of operators from which on they are as they are used here: `ReduceMax` and `ReduceMin` take their axes as an input. */
const newerOperators: Readonly<Record<string, number>> = { RMSNormalization: 23, ReduceMax: 18, ReduceMin: 18 };

/** @see GraphParts */
export function graphParts(): GraphParts {
  const nodes: Message[] = [];
  const initializers = new Map<string, Message>();
  const inputs: Message[] = [];
  const outputs: Message[] = [];
  let count = 0;
  let operatorSet = 17;
  const parts: GraphParts = {
    add(operator, from, attributes = {}, domain = "", unread = 0) {
      count += 1;
      const name = `${operator}_${count}`;
      const others = Array.from({ length: unread }, (_, index) => `${name}_${index + 1}`);
      nodes.push(node(operator, from, [name, ...others], attributes, domain));
      operatorSet = Math.max(operatorSet, newerOperators[operator] ?? 0);
      return name;
    },
    output(name, from, type, dims) {
      nodes.push(node("Identity", [from], [name]));
      outputs.push(value(name, type, dims));
    },
    input(name, type, dims) {
      inputs.push(value(name, type, dims));
      return name;
    },
    constant(name, dims, type, data) {
      if (!initializers.has(name)) initializers.set(name, initializer(name, dims, type, data));
      return name;
    },
    ...sharedParts((name, dims, type, data) => parts.constant(name, dims, type, data)),
    weight: ({ name, dims, type, location, offset, length }) => parts.constant(name, dims, type, { location, offset, length }),
    operatorSet: () => operatorSet,
    graph: () => ({ nodes, initializers: [...initializers.values()], inputs, outputs }),
  };
  return parts;
}

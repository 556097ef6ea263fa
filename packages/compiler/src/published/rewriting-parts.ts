import { initializer, node, type AttributeValue, type Message } from "@nestvec/onnx/writer";
import { microsoft, sharedParts } from "../graph/graph-parts.ts";
import type { ProductTools } from "../graph/product-tools.ts";

type NodeAttributes = Readonly<Record<string, AttributeValue>>;

/** What is written into a graph that is there already. */
export interface RewritingParts {
  readonly parts: ProductTools["parts"];
  /** The nodes since the last call, in the order in which they were added. */
  takeNodes(): readonly Message[];
  constants(): ReadonlyMap<string, Message>;
}

/** The versions of ONNX's operators from which on they are as they are used here. */
const newerOperators: Readonly<Record<string, number>> = { ReduceMax: 18, ReduceMin: 18, QuantizeLinear: 13 };

/** Names begin so, which no graph's own do. */
const ours = "nestvec.";

/** @see RewritingParts. `operatorSet`: the graph's version of ONNX's own operators. */
export function rewritingParts(operatorSet: number): RewritingParts {
  let nodes: Message[] = [];
  const constants = new Map<string, Message>();
  const lists = new Map<string, readonly number[]>();
  let count = 0;
  /** The same in an older version: axes of a reduction are an attribute, and scales for each row are ONNX Runtime's own. */
  const older = (operator: string, from: readonly string[], outputs: readonly string[], attributes: NodeAttributes): Message => {
    const [first = "", axes = ""] = from;
    if (operator === "QuantizeLinear") return node(operator, from, outputs, attributes, microsoft);
    return node(operator, [first], outputs, { ...attributes, axes: lists.get(axes) ?? [] });
  };
  const constant: ProductTools["parts"]["constant"] = (name, dims, type, data) => {
    const own = ours + name;
    if (!constants.has(own)) constants.set(own, initializer(own, dims, type, data));
    return own;
  };
  const shared = sharedParts(constant);
  const parts: ProductTools["parts"] = {
    add(operator, from, attributes = {}, domain = "", unread = 0) {
      count += 1;
      const name = `${ours}${operator}_${count}`;
      const others = Array.from({ length: unread }, (_, index) => `${name}_${index + 1}`);
      const isOlder = domain === "" && operatorSet < (newerOperators[operator] ?? 0);
      nodes.push(
        isOlder ? older(operator, from, [name, ...others], attributes) : node(operator, from, [name, ...others], attributes, domain),
      );
      return name;
    },
    constant,
    ...shared,
    integers(numbers) {
      const name = shared.integers(numbers);
      lists.set(name, typeof numbers === "number" ? [numbers] : numbers);
      return name;
    },
  };
  return {
    parts,
    constants: () => constants,
    takeNodes() {
      const taken = nodes;
      nodes = [];
      return taken;
    },
  };
}

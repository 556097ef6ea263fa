import { elementTypes, initializer, node, onnxModel, value, type ElementType, type Message } from "@nestvec/onnx/writer";

/** Rows of the embedding table of a small graph: the vocabulary of tiny-modernbert, whose tokenizer goes with it. */
export const smallVocabulary = 869;
/** Width of a small graph's vectors. */
export const smallWidth = 8;

/** How a small graph differs from the plain one, which asks for `input_ids` and `attention_mask` and gives `last_hidden_state`. */
export interface SmallGraphOptions {
  /** The inputs and their types. */
  readonly inputs?: Readonly<Record<string, "int64" | "int32" | "float32">>;
  /** Of 8 bits: a hundred times the numbers, rounded, or `(n - zeroPoint) * scale` by a QuantizeLinear. */
  readonly outputType?: "float32" | "float16" | "int8" | "uint8";
  readonly outputScale?: { readonly scale: number; readonly zeroPoint: number };
  readonly output?: string;
  /** Gives the masked mean, of all tokens where there is no mask, `[rows, width]`, instead of `[rows, tokens, width]`. */
  readonly pooled?: boolean;
  /** Does not declare how long its vectors are. */
  readonly freeWidth?: boolean;
  /** Gives the hidden state of the last position, whatever the mask says, `[rows, width]`. */
  readonly lastPosition?: boolean;
  /** Asks for what a decoder keeps of earlier tokens, of these types, and for `use_cache_branch`. The hidden states grow with what is kept. */
  readonly caches?: { readonly type: "float32" | "float16"; readonly heads: number | string; readonly width: number | string };
  /** Asks for the number of a task, one for the batch or one for each row, and adds it to the hidden states. */
  readonly tasks?: "one" | "each";
  /** Gives that mean beside `last_hidden_state`, as `sentence_embedding` or under a name. */
  readonly alsoPooled?: true | string;
  /** Rounds the hidden states to 8 bits by one scale for the whole batch, as dynamic quantization does. */
  readonly quantized?: boolean;
  /** Takes batches of just so many rows. */
  readonly rows?: number;
  /** Takes rows of just so many tokens. */
  readonly tokens?: number;
  /** Replaces this token's row of the table by NaN. */
  readonly poison?: number;
  /** Where the embedding table is, if not in the graph. */
  readonly weights?: { readonly location: string; readonly offset: number; readonly length: number };
  /** Seed of the table, so that two graphs differ. */
  readonly seed?: number;
}

/**
 * An ONNX graph of a few nodes: hidden[row, token] = table[input_ids] + position_ids + token_type_ids, the last two where it has
 * them. So what was fed can be read off what comes out. Without `attention_mask`, the mean of the row's tokens is added to each, as
 * attention without a mask does: padding cannot be left out. Without `input_ids`, the table is read by the first input.
 */
export function smallGraph(options: SmallGraphOptions = {}): Uint8Array {
  const { inputs = { input_ids: "int64", attention_mask: "int64" }, outputType = "float32" } = options;
  const pooled = options.pooled === true || options.lastPosition === true;
  const { output = pooled ? "sentence_embedding" : "last_hidden_state" } = options;
  const pooledName = typeof options.alsoPooled === "string" ? options.alsoPooled : "sentence_embedding";
  const ids = "input_ids" in inputs ? "input_ids" : (Object.keys(inputs)[0] ?? "");
  const nodes: Message[] = [node("Gather", ["table", ids], ["hidden0"])];
  let hidden = "hidden0";
  for (const [name, type] of Object.entries(inputs)) {
    if (name === ids) continue;
    nodes.push(node("Cast", [name], [`${name}_float`], { to: 1 }), node("Unsqueeze", [`${name}_float`, "last_axis"], [`${name}_column`]));
    if (name === "attention_mask" || type === "float32") continue;
    nodes.push(node("Add", [hidden, `${name}_column`], [`after_${name}`]));
    hidden = `after_${name}`;
  }
  const isMasked = "attention_mask" in inputs;
  // Each id equals itself: a one for every token.
  const mask = isMasked ? "attention_mask_column" : "ones_column";
  if (!isMasked) {
    nodes.push(
      node("Equal", [ids, ids], ["same"]),
      node("Cast", ["same"], ["ones"], { to: 1 }),
      node("Unsqueeze", ["ones", "last_axis"], [mask]),
      ...meanOfTokens(hidden, mask, "context"),
      node("Unsqueeze", ["context", "token_axis"], ["context_row"]),
      node("Add", [hidden, "context_row"], ["mixed"]),
    );
    hidden = "mixed";
  }
  if (options.quantized === true) {
    nodes.push(
      node("DynamicQuantizeLinear", [hidden], ["quantized", "scale", "zero_point"]),
      node("DequantizeLinear", ["quantized", "scale", "zero_point"], ["rounded"]),
    );
    hidden = "rounded";
  }
  if (options.caches !== undefined) {
    nodes.push(...keptNumbers(hidden, options.caches.type));
    hidden = "after_caches";
  }
  if (options.tasks !== undefined) {
    nodes.push(node("Reshape", ["task_id", "any_rows"], ["task_column"]), node("Cast", ["task_column"], ["task_number"], { to: 1 }));
    nodes.push(node("Add", [hidden, "task_number"], ["after_task"]));
    hidden = "after_task";
  }
  if (options.lastPosition === true) {
    nodes.push(node("Gather", [hidden, "last_index"], ["last"], { axis: 1 }));
    hidden = "last";
  } else if (pooled || options.alsoPooled !== undefined) {
    nodes.push(...meanOfTokens(hidden, mask, "mean"));
    if (pooled) hidden = "mean";
    else nodes.push(node("Cast", ["mean"], [pooledName], { to: 1 }));
  }
  if (options.outputScale !== undefined) nodes.push(node("QuantizeLinear", [hidden, "output_scale", "output_zero"], [output]));
  else {
    if (outputType === "int8" || outputType === "uint8") {
      nodes.push(node("Mul", [hidden, "hundred"], ["hundredfold"]), node("Round", ["hundredfold"], ["rounded_output"]));
      hidden = "rounded_output";
    }
    nodes.push(node("Cast", [hidden], [output], { to: elementTypes[outputType] }));
  }
  const { rows = "rows", tokens = "tokens" } = options;
  const width = options.freeWidth === true ? "width" : smallWidth;
  const shape = pooled ? [rows, width] : [rows, tokens, width];
  const besides = options.alsoPooled !== undefined ? [value(pooledName, "float32", [rows, smallWidth])] : [];
  return onnxModel({
    nodes,
    initializers: [
      initializer("table", [smallVocabulary, smallWidth], "float32", options.weights ?? smallTable(options.seed, options.poison)),
      initializer("last_axis", [1], "int64", BigInt64Array.of(2n)),
      initializer("token_axis", [1], "int64", BigInt64Array.of(1n)),
      initializer("any_rows", [3], "int64", BigInt64Array.of(-1n, 1n, 1n)),
      initializer("hundred", [], "float32", Float32Array.of(100)),
      initializer("output_scale", [], "float32", Float32Array.of(options.outputScale?.scale ?? 1)),
      initializer(
        "output_zero",
        [],
        outputType === "int8" ? "int8" : "uint8",
        outputType === "int8" ? Int8Array.of(options.outputScale?.zeroPoint ?? 0) : Uint8Array.of(options.outputScale?.zeroPoint ?? 0),
      ),
      initializer("last_index", [], "int64", BigInt64Array.of(-1n)),
    ],
    inputs: [
      ...Object.entries(inputs).map(([name, type]: [string, ElementType]) => value(name, type, [rows, tokens])),
      ...(options.caches === undefined ? [] : cacheInputs(options.caches)),
      ...(options.tasks === undefined ? [] : [value("task_id", "int64", options.tasks === "one" ? [] : ["rows"])]),
    ],
    outputs: [value(output, outputType, shape), ...besides],
  });
}

const cacheInputs = ({ type, heads, width }: NonNullable<SmallGraphOptions["caches"]>): Message[] => [
  ...["key", "value"].map((part) => value(`past_key_values.0.${part}`, type, ["rows", heads, "past_sequence_length", width])),
  value("past_conv.1", type, ["rows", 2, 3]),
  value("use_cache_branch", "bool", [1]),
];

/** Nodes that add to the hidden states the tokens in the caches, the numbers of the state, and 1 where the branch of the cache is chosen. */
const keptNumbers = (hidden: string, type: "float32" | "float16"): Message[] => [
  node("Concat", ["past_key_values.0.key", "past_key_values.0.value"], ["caches"], { axis: 2 }),
  node("Shape", ["caches"], ["cache_sizes"], { start: 2, end: 3 }),
  node("Cast", ["cache_sizes"], ["kept_tokens"], { to: 1 }),
  node("ReduceMax", ["past_conv.1"], ["largest"], { keepdims: 0 }),
  ...(type === "float32" ? [node("Identity", ["largest"], ["kept_state"])] : [node("Cast", ["largest"], ["kept_state"], { to: 1 })]),
  node("Cast", ["use_cache_branch"], ["branch"], { to: 1 }),
  node("Sum", ["kept_tokens", "kept_state", "branch"], ["kept"]),
  node("Add", [hidden, "kept"], ["after_caches"]),
];

/** A stage of a graph: takes `hidden`, `[rows, width]` of float32, and gives `doubled`. */
export const doublingGraph = (): Uint8Array =>
  onnxModel({
    nodes: [node("Add", ["hidden", "hidden"], ["doubled"])],
    initializers: [],
    inputs: [value("hidden", "float32", ["rows", "width"])],
    outputs: [value("doubled", "float32", ["rows", "width"])],
  });

/** Nodes for `[rows, width]`: the mean over the tokens that the mask, `[rows, tokens, 1]`, counts. */
const meanOfTokens = (hidden: string, mask: string, mean: string): Message[] => [
  node("Mul", [hidden, mask], [`${mean}_masked`]),
  node("ReduceSum", [`${mean}_masked`, "token_axis"], [`${mean}_sum`], { keepdims: 0 }),
  node("ReduceSum", [mask, "token_axis"], [`${mean}_count`], { keepdims: 0 }),
  node("Div", [`${mean}_sum`, `${mean}_count`], [mean]),
];

/** The embedding table of a small graph, `[vocabulary, width]`, from a linear congruential generator. */
export function smallTable(seed: number = 1, poison?: number): Float32Array {
  let state = seed;
  const table = Float32Array.from({ length: smallVocabulary * smallWidth }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
  if (poison !== undefined) table.fill(Number.NaN, poison * smallWidth, (poison + 1) * smallWidth);
  return table;
}

import { NestvecError } from "../errors/nestvec-error.ts";
import type { Tensor, TokenBatch } from "../runtime/tensor.ts";
import { fixedShape, type FixedShape } from "../schedule/batch-shape.ts";
import { chooseOutput, type OutputChoice } from "./choose-output.ts";
import { float32Data, readableTypes } from "./output-numbers.ts";
import { graphInput, type Feeding, type GraphInput } from "./graph-inputs.ts";
import type { Session } from "../runtime/runtime.ts";

/**
 * Checks what is about to be fed: ONNX Runtime takes ids below 0, rows without a token and masks of zeros without a word, and gives
 * unit vectors for them.
 * @throws NestvecError SHAPE_MISMATCH, TOKEN_OUT_OF_RANGE
 */
export function checkBatch({ ids, lengths, rows, tokens }: TokenBatch, vocabularySize: number): void {
  if (rows < 1 || tokens < 1 || ids.length !== rows * tokens || lengths.length !== rows) {
    const found = `${ids.length} ids and ${lengths.length} lengths`;
    throw new NestvecError("SHAPE_MISMATCH", {
      what: `a batch [${rows}, ${tokens}]`,
      found,
      expected: "an id for each position, a length for each row",
    });
  }
  for (const [row, length] of lengths.entries()) {
    if (Number.isInteger(length) && length >= 1 && length <= tokens) continue;
    throw new NestvecError("SHAPE_MISMATCH", { what: `row ${row} of a batch`, found: `${length} tokens`, expected: `1 to ${tokens}` });
  }
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index] ?? -1;
    if (id >= 0 && id < vocabularySize) continue;
    throw new NestvecError("TOKEN_OUT_OF_RANGE", { text: Math.floor(index / tokens), position: index % tokens, id, vocabularySize });
  }
}

const anyShape: FixedShape = { rows: undefined, tokens: undefined };

/**
 * Puts rows of token ids into one batch `[rows, tokens]`, as wide as the longest; shorter ones are filled up with `padId`, on the right where
 * nothing else is said. A batch of a fixed shape has just that many tokens, and is filled up with copies of its first row.
 */
export function padRows(
  rows: readonly { readonly ids: Int32Array; readonly unpooled?: number }[],
  padId: number,
  fixed: FixedShape = anyShape,
  side: "left" | "right" = "right",
): TokenBatch {
  const [first] = rows;
  const copies = first === undefined ? 0 : Math.max(0, (fixed.rows ?? 0) - rows.length);
  const all = first === undefined ? rows : [...rows, ...Array.from({ length: copies }, () => first)];
  const lengths = all.map(({ ids }) => ids.length);
  const tokens = lengths.reduce((longest, length) => Math.max(longest, length), first === undefined ? 0 : (fixed.tokens ?? 0));
  const ids = new Int32Array(all.length * tokens).fill(padId);
  all.forEach((row, index) => ids.set(row.ids, index * tokens + (side === "left" ? tokens - row.ids.length : 0)));
  const unpooled = all.some((row) => (row.unpooled ?? 0) > 0) ? { unpooled: all.map((row) => row.unpooled ?? 0) } : {};
  return { ids, lengths, rows: all.length, tokens, ...unpooled, ...(side === "left" ? { side } : {}) };
}

/** What a graph gave: `[rows, tokens, width]` where it leaves pooling to the caller, `[rows, width]` where it pools. */
export interface GraphOutput {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** How a graph is used: what it is fed, and which output is read. */
export interface GraphUse {
  readonly inputs: readonly GraphInput[];
  readonly output: string;
  /** The output of `[rows, tokens, width]`, where the graph is not known to have none. */
  readonly tokenOutput: string | undefined;
  /** Whether the output is known to be `[rows, width]`. */
  readonly isPooled: boolean;
  /** Whether the graph has an `attention_mask`: without one it would treat padding as text. */
  readonly isMasked: boolean;
  /** The shape of every batch, where the graph takes no other. */
  readonly fixed: FixedShape;
}

/**
 * Checks that a graph can be fed, and chooses the output to read.
 * @throws NestvecError GRAPH_INPUT_UNKNOWN, GRAPH_INVALID, and those of `chooseOutput`
 */
export function graphUse(
  session: Pick<Session, "inputs" | "outputs">,
  graph: string,
  choice: OutputChoice,
  feeding: Feeding = {},
): GraphUse {
  const inputs = session.inputs.map((input) => graphInput(input, graph, feeding));
  if (!inputs.some(({ name }) => name === "input_ids")) {
    throw new NestvecError("GRAPH_INVALID", { graph, problem: `it has no input "input_ids", so no text can be put in` });
  }
  const isMasked = inputs.some(({ name }) => name === "attention_mask");
  const fixed = fixedShape(session.inputs, graph);
  if (fixed.tokens !== undefined && !isMasked) {
    const problem = `it takes just ${fixed.tokens} tokens and has no input "attention_mask", so padding would be read as text`;
    throw new NestvecError("GRAPH_INVALID", { graph, problem });
  }
  const { output, tokenOutput, isPooled } = chooseOutput(session.outputs, graph, choice);
  return { inputs, output, tokenOutput, isPooled, isMasked, fixed };
}

/**
 * Step 2: token ids → what the graph gives of them. Feeds just the inputs that the graph has, in the integer type it asks for.
 * @throws NestvecError SESSION_FAILED, OUTPUT_UNEXPECTED
 */
export async function forward(batch: TokenBatch, session: Session, graph: string, { inputs, output }: GraphUse): Promise<GraphOutput> {
  const { rows, tokens } = batch;
  const feeds: Record<string, Tensor> = {};
  for (const input of inputs) feeds[input.name] = input.tensorOf(batch);
  const tensor = (await session.run(feeds, [output]))[output];
  const unexpected = (found: string, expected: string): NestvecError =>
    new NestvecError("OUTPUT_UNEXPECTED", { graph, output, found, expected });
  if (tensor === undefined) throw unexpected("nothing", "a tensor");
  const data = float32Data(tensor);
  if (data === undefined) throw unexpected(tensor.type, readableTypes.join(", "));
  const { dims } = tensor;
  const fits = dims[0] === rows && (dims.length === 2 || (dims.length === 3 && dims[1] === tokens));
  if (!fits || data.length !== dims.reduce((product, size) => product * size, 1)) {
    throw unexpected(`[${dims.join(", ")}]`, `[${rows}, width] or [${rows}, ${tokens}, width]`);
  }
  return { data, dims };
}

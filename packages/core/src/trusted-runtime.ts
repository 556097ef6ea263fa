import { isError } from "./errors/any-error.ts";
import { NestvecError } from "./errors/nestvec-error.ts";
import { requireOptions } from "./errors/arguments.ts";
import { readShapes } from "./model/settings/shape-files.ts";
import { forward, graphUse, padRows, type GraphUse } from "./path/2-forward.ts";
import { graphInput, type Feeding } from "./path/graph-inputs.ts";
import { stageValues } from "./model/settings/compiled-model.ts";
import type { FileSource, Runtime, Session } from "./runtime/runtime.ts";
import type { Tensor, TokenBatch } from "./runtime/tensor.ts";

/** What is compared on two sessions of one graph. */
export interface ComparedGraph {
  readonly files: FileSource;
  readonly graph: string;
  /** Tokens of the longest text that it will be given: that is compared, too, up to 2,048 tokens. Left out: nothing longer than 200. */
  readonly longestText?: number | undefined;
}

/** How a runtime whose kernels are not trusted is checked. */
export interface TrustOptions {
  /** Gives the answers that must come out: on the processor, say. */
  readonly reference: Runtime;
  /** Names of the providers whose graphs are checked. */
  readonly untrusted: readonly string[];
}

/** Token counts that take different kernels on a GPU: one token, less than a tile, more than one. */
const lengths = [1, 16, 200];

/** Of longer ones, the reference's time would be what a user waits for: it goes with the square of the length. */
const mostTokens = 2048;

/**
 * Token counts of the padded batch: shorter and longer than a tile, and no more than shows that padding is left out. The check is what a user
 * waits for, and its time goes with its tokens.
 */
const paddedLengths = [16, 80];

/**
 * How far a token's or text's vector may be from the reference's, by its length. A GPU sums in other orders, and takes exponentials and roots
 * less exactly: 2e-6 was measured on a GPU in software. Of a kernel that is wrong there from 64 tokens up, 7e-3 and more.
 */
const tolerance = 1e-3;

/** Graphs that leave it in float16 are rounded to 2^-11 at every step; of whole numbers, some are rounded to the next one. */
const toleranceOfCoarse = 3e-2;

/**
 * The same runtime, each of whose graphs must give the reference's vectors before it is used: for 1, 16 and 200 tokens and for a padded batch.
 * One that does not gives way to the reference's, and `notes` says why.
 * @throws NestvecError from `open`, as both runtimes
 * @example
 * ```ts
 * import { trustedRuntime } from "@nestvec/core/trusted-runtime";
 * import { nodeRuntime } from "@nestvec/runtime-node";
 *
 * const fast = nodeRuntime({ providers: [{ name: "my-gpu", module: "my-gpu-provider" }] });
 * const runtime = trustedRuntime(fast, { reference: nodeRuntime(), untrusted: ["my-gpu"] });
 * console.log(runtime.name); // → onnxruntime-node
 * ```
 */
export function trustedRuntime(runtime: Runtime, options: TrustOptions): Runtime {
  requireOptions<TrustOptions>("trustedRuntime", options, { reference: true, untrusted: true });
  const { reference, untrusted } = options;
  const notes = new Set<string>();
  return {
    ...runtime,
    notes: () => [...(runtime.notes?.() ?? []), ...notes],
    async open(files, graph, work) {
      const session = await runtime.open(files, graph, work);
      if (!untrusted.includes(session.provider)) return session;
      let trusted: Session | undefined;
      try {
        trusted = await reference.open(files, graph, work);
        const problem = await graphDifference(session, trusted, { files, graph });
        if (problem !== undefined) {
          notes.add(`${trusted.provider} runs "${graph}" in place of ${session.provider}, which ${problem}.`);
          const kept = trusted;
          trusted = undefined;
          await session.dispose();
          return kept;
        }
        return session;
      } catch (error) {
        await session.dispose();
        throw error;
      } finally {
        await trusted?.dispose();
      }
    },
  };
}

/**
 * How a session's vectors differ from a reference's for 1, 16 and 200 tokens, a padded batch and the longest text, or why they could not be compared,
 * as the end of a sentence about the session; undefined if they agree.
 * @example
 * ```ts
 * import { fileURLToPath } from "node:url";
 * import { modelFiles } from "@nestvec/core";
 * import { graphDifference } from "@nestvec/core/trusted-runtime";
 * import { directory, nodeRuntime } from "@nestvec/runtime-node";
 *
 * const folder = fileURLToPath(new URL(".", import.meta.resolve("@nestvec/model-mini/package.json")));
 * const files = modelFiles(directory(folder));
 * const graph = "onnx/model_layer_2.onnx";
 * const [session, reference] = [await nodeRuntime({ threads: 2 }).open(files, graph), await nodeRuntime().open(files, graph)];
 * console.log(await graphDifference(session, reference, { files, graph })); // → undefined
 * await session.dispose();
 * await reference.dispose();
 * ```
 */
export async function graphDifference(session: Session, reference: Session, what: ComparedGraph): Promise<string | undefined> {
  const { files, graph, longestText = 0 } = what;
  const use = stageUse(reference, graph) ?? anyUse(reference, graph, await feedingOf(files, graph));
  if (typeof use === "string") return `could not be checked, since ${use}`;
  let count = 0;
  for (const { texts, batch } of batches(use, Math.min(longestText, mostTokens))) {
    for (const output of use.outputs) {
      const expected = await forward(batch, reference, graph, { ...use, output }).catch(() => undefined);
      // A model may not take so many tokens.
      if (expected === undefined) continue;
      count += 1;
      try {
        const found = await forward(batch, session, graph, { ...use, output });
        const distance = largestDistance(found.data, expected.data, expected.dims, batch);
        const allowed = isCoarse(session, output) ? toleranceOfCoarse : tolerance;
        if (!(distance <= allowed))
          return `gave other vectors for ${texts}: off by ${distance.toPrecision(2)}, where ${allowed} is allowed`;
      } catch (error) {
        return `failed on ${texts}: ${isError(error) ? error.message.replace(/\.$/, "") : String(error)}`;
      }
    }
  }
  return count === 0 ? "could not be checked, since the reference fails on texts of every length" : undefined;
}

const isCoarse = ({ outputs }: Session, output: string): boolean => outputs.some(({ name, type }) => name === output && type !== "float32");

/** How a graph is fed, and the outputs that are compared. */
interface ComparedUse extends GraphUse {
  readonly outputs: readonly string[];
}

/** A stage of a compiled model goes on from a hidden state, for which any numbers will do; all that it gives is compared. */
function stageUse({ inputs, outputs }: Session, graph: string): ComparedUse | undefined {
  const state = inputs.find(({ name }) => name === stageValues.state);
  const width = state?.shape.at(-1);
  const [first] = outputs;
  if (first === undefined || typeof width !== "number") return undefined;
  const stateOf = ({ rows, tokens }: TokenBatch): Tensor => ({
    type: "float32",
    data: Float32Array.from({ length: rows * tokens * width }, (_, i) => 2 * Math.sin(i * 12.9898 + (i % 7))),
    dims: [rows, tokens, width],
  });
  return {
    inputs: inputs.map((input) => (input === state ? { name: input.name, tensorOf: stateOf } : graphInput(input, graph, {}))),
    output: first.name,
    outputs: outputs.map(({ name }) => name),
    tokenOutput: undefined,
    isPooled: false,
    isMasked: inputs.some(({ name }) => name === stageValues.mask),
    fixed: { rows: undefined, tokens: undefined },
  };
}

/** What the config.json nearest to a graph says of its inputs: caches without declared heads, the tasks. @throws NestvecError CONFIG_INVALID */
async function feedingOf(files: FileSource, graph: string): Promise<Feeding> {
  const names = graph.split("/").slice(0, -1);
  const folders = ["", ...names.map((_, depth) => `${names.slice(0, depth + 1).join("/")}/`)].toReversed();
  return (await readShapes(files, folders)).transformer ?? {};
}

const compared = (use: GraphUse): ComparedUse => ({ ...use, outputs: [...new Set([use.output, use.tokenOutput ?? use.output])] });

/** A model may name an output of its own, which is not known here: any will do. A sentence without its end for a graph that cannot be fed. */
function anyUse(session: Session, graph: string, feeding: Feeding): ComparedUse | string {
  try {
    return compared(graphUse(session, graph, {}, feeding));
  } catch (error) {
    if (NestvecError.is(error, "GRAPH_INPUT_UNKNOWN")) return "the graph does not take texts";
    if (NestvecError.is(error, "GRAPH_INVALID")) return error.details.problem;
    const [first] = session.outputs;
    if (!NestvecError.is(error, "GRAPH_OUTPUT_UNKNOWN") || first === undefined) throw error;
    return compared(graphUse(session, graph, { stated: first.name }, feeding));
  }
}

/** One text of each length, and several together where the graph can be padded. */
function batches({ isMasked, fixed }: GraphUse, longest: number): readonly { readonly texts: string; readonly batch: TokenBatch }[] {
  const fits = (length: number): boolean => length <= (fixed.tokens ?? length);
  // A graph that is told what its vectors are for knows at least the first.
  const batch = (wanted: readonly number[]): TokenBatch => ({ ...padRows(wanted.filter(fits).map(rowOf), 0, fixed), task: 0 });
  const all = longest > Math.max(...lengths) ? [...lengths, longest] : lengths;
  const alone = all.filter(fits).map((length) => ({ texts: `${length} tokens`, batch: batch([length]) }));
  const mayPad = isMasked && fixed.rows !== 1;
  return mayPad ? [...alone, { texts: "a padded batch", batch: batch(paddedLengths) }] : alone;
}

const rowOf = (length: number): { readonly ids: Int32Array } => ({ ids: Int32Array.from({ length }, (_, token) => idAt(token)) });

/** Ids that every vocabulary has, in no order. */
const idAt = (token: number): number => 1 + ((token * 29) % 47);

/** The largest distance between two vectors by the length of the right one: of texts, or of tokens that are none of padding. */
function largestDistance(
  left: Float32Array,
  right: Float32Array,
  dims: readonly number[],
  { rows, tokens, lengths: real }: TokenBatch,
): number {
  const width = dims.at(-1) ?? 0;
  const perRow = dims.length === 3 ? tokens : 1;
  let largest = left.length === right.length ? 0 : Infinity;
  for (let row = 0; row < rows; row++) {
    const vectors = dims.length === 3 ? (real[row] ?? 0) : 1;
    for (let vector = 0; vector < vectors; vector++) {
      const distance = relativeDistance(left, right, (row * perRow + vector) * width, width);
      // Not "greater than": a distance that is no number must come out.
      if (!(distance <= largest)) largest = distance;
    }
  }
  return largest;
}

function relativeDistance(left: Float32Array, right: Float32Array, start: number, width: number): number {
  let difference = 0;
  let size = 0;
  for (let i = start; i < start + width; i++) {
    const expected = right[i] ?? Number.NaN;
    difference += ((left[i] ?? Number.NaN) - expected) ** 2;
    size += expected ** 2;
  }
  return Math.sqrt(difference / (size || 1));
}

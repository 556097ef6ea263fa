import type { OutputQuantization } from "@nestvec/onnx";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { GraphHeaders } from "../model/graphs/graph-headers.ts";
import type { ModelDescription } from "../model/describe/model-description.ts";
import { checkBatch, forward, graphUse, type GraphUse } from "../path/2-forward.ts";
import { dequantize, quantizationOf } from "../path/output-numbers.ts";
import { pool } from "../path/3-pool.ts";
import { project } from "../path/3-project.ts";
import { poolingUnheard, type OutputChoice } from "../path/choose-output.ts";
import type { ModelFiles, Runtime, Session } from "../runtime/runtime.ts";
import type { BatchShape } from "../schedule/batch-shape.ts";
import type { Matrix, TokenBatch } from "../runtime/tensor.ts";
import type { PlacedProjection } from "./placed-projection.ts";
import type { EncoderStages } from "./encoder-stages.ts";
import { poolingOf, promptPooled, requireModulesOnce } from "./pooling-checks.ts";

/** An exit that is open. */
export interface OpenExit {
  /** The file that its vectors come from. */
  readonly graph: string;
  /** The execution provider that runs it. */
  readonly provider: string;
  /** What it gives, by name. */
  readonly outputs: readonly string[];
  /** Whether it gives a vector for each token, as far as that is known before it first runs. */
  readonly givesTokenVectors: boolean;
  /** Whether what texts' vectors are made of is something else than its token vectors: an output that the graph pools, or modules after the pooling. */
  readonly hasTokensApart: boolean;
  /** How its batches may be formed. */
  readonly shape: BatchShape;
}

/** An exit whose graph is open. */
interface OpenGraph extends OpenExit {
  readonly session: Session;
  readonly use: GraphUse;
  readonly quantizations: readonly OutputQuantization[];
}

/** What an encoder is made of. `vocabularySize`: token ids are below it. `padSide`: the side on which the model's tokenizer pads. */
export interface EncoderSources {
  readonly description: ModelDescription;
  readonly files: ModelFiles;
  readonly headers: GraphHeaders;
  readonly runtime: Runtime;
  readonly vocabularySize: number;
  readonly padSide: "left" | "right";
  /** The modules after the pooling, where there are any. */
  readonly projection: PlacedProjection | undefined;
  /** Tokens of the longest text that it is given. */
  readonly longestText: number;
}

/** Vectors, one a row, and which of them must not be used. */
export interface EncodedBatch extends Matrix {
  /** The error of a row whose vector is not what was asked for, while those of others are. */
  readonly problemOf?: ((row: number) => NestvecError | undefined) | undefined;
}

/** Steps 2 and 3 of one model: token ids to vectors. Each graph is opened on first use, once, even when many ask at once. */
export interface Encoder {
  /**
   * Makes an exit ready for texts of so many tokens: a model may have graphs of their own for long ones. Without lengths it is made ready for short ones.
   * @throws NestvecError LAYER_UNAVAILABLE, those of `Runtime.open`, GRAPH_INPUT_UNKNOWN, GRAPH_OUTPUT_UNKNOWN, and CONFIG_INVALID for weights of modules. A failed exit may be opened again.
   */
  open(layer: number, lengths?: readonly number[]): Promise<OpenExit>;
  /**
   * One padded batch to one full-width vector a row, `[rows, width]`, or `perToken` one for each of its tokens, `[rows × tokens, width]`. Not yet
   * cut or normalized. The numbers may be not finite.
   * @throws NestvecError SHAPE_MISMATCH, TOKEN_OUT_OF_RANGE, SESSION_FAILED, OUTPUT_UNEXPECTED, POOLING_UNKNOWN, TOKEN_VECTORS_UNAVAILABLE
   */
  encode(batch: TokenBatch, layer: number, perToken: boolean): Promise<EncodedBatch>;
  /** For a model that is computed in stages, each of which goes on from the one before. */
  readonly stages?: EncoderStages;
  /** The provider of each exit that is open now. */
  providers(): ReadonlyMap<number, string>;
  dispose(): Promise<void>;
}

/** What the graphs of a model's files compute. */
export function modelEncoder({
  description,
  files,
  headers,
  runtime,
  vocabularySize,
  padSide,
  projection,
  longestText,
}: EncoderSources): Encoder {
  const opening = new Map<number, Promise<OpenGraph>>();
  const opened = new Map<number, OpenGraph>();
  let closing: Promise<unknown> = Promise.resolve();

  async function openExit(layer: number): Promise<OpenGraph> {
    const graph = description.exits.find((candidate) => candidate.layer === layer)?.graph;
    if (graph === undefined) throw layerUnavailable(description, layer);
    // Whatever the runtime does: native code sees no graph that was not checked.
    await files.checkGraph(graph);
    await closing;
    const session = await runtime.open(files, graph, { longestText });
    try {
      const use = graphUse(session, graph, outputChoice(description, projection), description);
      await projection?.layers();
      const { batchQuantizers, outputQuantizations } = await headers.read(graph);
      const outputs = [use.output, ...(use.tokenOutput === undefined ? [] : [use.tokenOutput])];
      const quantizations = outputs.map((output) => quantizationOf(output, session.outputs, outputQuantizations, graph));
      const mostRows = batchQuantizers.length > 0 ? 1 : (use.fixed.rows ?? Infinity);
      // A graph that pools may take its last position for the last token, which padding on the right would be, and kernels such as
      // GroupQueryAttention read padding on the left as text. So such texts are padded only where the graph's length is fixed.
      const poolsLast = use.isPooled && (padSide === "left" || [description.pooling.pooling].flat().includes("last"));
      const shape = {
        mayPad: use.isMasked && (!poolsLast || use.fixed.tokens !== undefined),
        mostRows,
        fixed: use.fixed,
        padSide: use.isPooled ? padSide : ("right" as const),
        batching: session.batching,
        mostTokens: longestText,
      };
      const exit: OpenGraph = {
        graph,
        session,
        use,
        quantizations: quantizations.filter((quantization) => quantization !== undefined),
        provider: session.provider,
        outputs: session.outputs.map(({ name }) => name),
        givesTokenVectors: use.tokenOutput !== undefined,
        hasTokensApart: projection !== undefined || use.tokenOutput !== use.output,
        shape,
      };
      opened.set(layer, exit);
      return exit;
    } catch (error) {
      await session.dispose();
      throw error;
    }
  }

  function open(layer: number): Promise<OpenGraph> {
    const known = opening.get(layer);
    if (known !== undefined) return known;
    const promise = openExit(layer);
    opening.set(layer, promise);
    promise.catch(() => opening.delete(layer));
    return promise;
  }

  /** A device that may be gone takes all sessions of its provider along: they are closed, and the next call opens its exit anew. */
  function closeAll(provider: string): void {
    const lost = [...opened].filter(([, exit]) => exit.provider === provider);
    for (const [layer] of lost) {
      opening.delete(layer);
      opened.delete(layer);
    }
    closing = Promise.allSettled([closing, ...lost.map(([, { session }]) => session.dispose())]);
  }

  return {
    open,
    async encode(batch, layer, perToken) {
      const { graph, session, use, quantizations } = await open(layer);
      checkBatch(batch, vocabularySize);
      const output = (perToken ? use.tokenOutput : undefined) ?? use.output;
      const { data, dims } = await forward(batch, session, graph, { ...use, output }).catch((error: unknown) => {
        if (session.isLost?.() === true) closeAll(session.provider);
        throw error;
      });
      const quantization = quantizations.find(({ name }) => name === output);
      if (quantization !== undefined) dequantize(data, quantization);
      const [rows = 0, second = 0, third] = dims;
      if (perToken && third === undefined) throw new NestvecError("TOKEN_VECTORS_UNAVAILABLE", { graph, outputs: [output] });
      const { pooling, poolingCertainty } = description;
      // A graph that does not say its shape shows only now that it pools.
      if (third === undefined && !perToken && poolingCertainty === "asked") throw poolingUnheard(graph, output, pooling.pooling);
      const matrix =
        third === undefined || perToken
          ? { data, rows: perToken ? rows * second : rows, width: third ?? second }
          : pool(
              { data, rows, tokens: second, width: third },
              batch,
              poolingOf(description, graph, output, { rows, tokens: second, width: third }),
            );
      const width = perToken ? description.tokenWidth : (projection?.graphWidth ?? description.width);
      if (matrix.width !== width) {
        throw new NestvecError("OUTPUT_UNEXPECTED", {
          graph,
          output,
          found: `vectors of ${matrix.width} numbers`,
          expected: `vectors of ${width}, as the model's files say`,
        });
      }
      if (perToken) return matrix;
      requireModulesOnce(projection, { graph, output, isPooled: third === undefined, width: description.width });
      const projected = projection === undefined ? matrix : project(matrix, await projection.layers());
      if (third !== undefined) return projected;
      const problemOf = (row: number): NestvecError | undefined =>
        (batch.unpooled?.[row] ?? 0) > 0 ? promptPooled(graph, output, pooling.from) : undefined;
      return { ...projected, problemOf };
    },
    providers: () => new Map(Array.from(opened, ([layer, { provider }]) => [layer, provider])),
    async dispose() {
      const exits = await Promise.allSettled(opening.values());
      opening.clear();
      opened.clear();
      // One that cannot be freed must not keep the others.
      await Promise.allSettled(exits.map((exit) => (exit.status === "fulfilled" ? exit.value.session.dispose() : undefined)));
    },
  };
}

/** The error for an exit that is not there. */
export const layerUnavailable = ({ exits, missingLayers }: ModelDescription, layer: number): NestvecError =>
  new NestvecError("LAYER_UNAVAILABLE", { layer, available: exits.map((exit) => exit.layer), missing: missingLayers });

/** Which output of a model's graphs is to be read, by what its files and its caller say. */
export function outputChoice(
  { output, pooling: { pooling }, poolingCertainty }: Pick<ModelDescription, "output" | "pooling" | "poolingCertainty">,
  projection: Pick<PlacedProjection, "output"> | undefined,
): OutputChoice {
  const isKnown = poolingCertainty !== "presumed" && pooling !== "in_graph";
  return { stated: projection?.output ?? output, pooling: isKnown ? pooling : undefined, isAsked: poolingCertainty === "asked" };
}

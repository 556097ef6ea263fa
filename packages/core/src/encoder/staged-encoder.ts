import { NestvecError } from "../errors/nestvec-error.ts";
import { compiledModelPath, stageValues, type CompiledModel, type CompiledStage } from "../model/settings/compiled-model.ts";
import type { ModelDescription } from "../model/describe/model-description.ts";
import { onceByKey } from "../model/files/once-by-key.ts";
import { poolingModes } from "../model/settings/pooling.ts";
import { checkBatch } from "../path/2-forward.ts";
import { pool } from "../path/3-pool.ts";
import { project } from "../path/3-project.ts";
import type { Session } from "../runtime/runtime.ts";
import type { Matrix, Tensor, TokenBatch } from "../runtime/tensor.ts";
import { layerUnavailable, type Encoder, type EncoderSources, type OpenExit } from "./encoder.ts";
import type { StagedRun } from "./encoder-stages.ts";
import { checkedNumbers, runStage, type OpenStage } from "./run-stage.ts";
import { batchOfStates } from "./text-states.ts";

/** What a staged encoder is made of. */
export interface StagedEncoderSources extends Omit<EncoderSources, "headers" | "padSide"> {
  readonly compiled: CompiledModel;
}

/** Which of a stage's graphs runs. */
type Family = "short" | "long";

/**
 * Steps 2 and 3 of a compiled model, stage by stage: each goes on from the state that the one before leaves. A text of `longFrom` tokens or more runs
 * alone, through the graphs for long texts. Graphs are opened on first use, each family's with the first text that it is for.
 */
export function stagedEncoder({
  description,
  files,
  runtime,
  vocabularySize,
  projection,
  compiled,
  longestText,
}: StagedEncoderSources): Encoder {
  const { pooling, width, tokenWidth } = description;
  const { embed, stages, longFrom } = compiled;
  /** Of the vectors that go into the modules after the pooling, or out where there are none. */
  const graphWidth = projection?.graphWidth ?? width;
  const providers = new Map<number, string>();
  const opened = new Set<Session>();

  /** Their batches are as large as the schedule makes them. Those of the others are as long as the model allows. */
  const boundedGraphs = new Set([...stages.map(({ short }) => short), ...(longFrom === undefined ? [embed] : [])]);

  const openOnce = (): ((graph: string) => Promise<Omit<OpenStage, "layer">>) =>
    onceByKey(async (graph: string) => {
      // Whatever the runtime does: native code sees no graph that was not checked.
      await files.checkGraph(graph);
      await closing;
      const session = await runtime.open(files, graph, { isBounded: boundedGraphs.has(graph), longestText });
      opened.add(session);
      return { graph, session, outputs: new Set(session.outputs.map(({ name }) => name)) };
    });
  let openGraph = openOnce();
  let closing: Promise<unknown> = Promise.resolve();

  /** A device that may be gone takes all sessions along: they are closed, and the next call opens them anew. */
  function closeAll(): void {
    openGraph = openOnce();
    providers.clear();
    const sessions = [...opened];
    opened.clear();
    closing = Promise.allSettled([closing, ...sessions.map((session) => session.dispose())]);
  }

  /** The stages up to an exit. @throws NestvecError LAYER_UNAVAILABLE */
  function stagesTo(layer: number): readonly CompiledStage[] {
    if (!description.exits.some((exit) => exit.layer === layer)) throw layerUnavailable(description, layer);
    return stages.filter((stage) => stage.layer <= layer);
  }

  /** The graph of the embeddings and those of the stages, one after the other: opening blocks the thread, and others should have their turn. */
  async function openTo(layer: number, family: Family): Promise<readonly OpenStage[]> {
    const graphs: OpenStage[] = [{ ...(await openGraph(embed)), layer: 0 }];
    for (const stage of stagesTo(layer)) {
      const graph = (family === "long" ? stage.long : undefined) ?? stage.short;
      graphs.push({ ...(await openGraph(graph)), layer: stage.layer });
    }
    return graphs;
  }

  const familyOf = (rows: number, tokens: number): Family =>
    longFrom !== undefined && rows === 1 && tokens >= longFrom ? "long" : "short";

  async function open(layer: number, lengths: readonly number[] = []): Promise<OpenExit> {
    let last: OpenStage | undefined;
    // Each family maps its own weights: one that no text needs stays closed.
    for (const family of new Set(lengths.length === 0 ? (["short"] as const) : lengths.map((tokens) => familyOf(1, tokens))))
      last = (await openTo(layer, family)).at(-1);
    if (last === undefined) throw layerUnavailable(description, layer);
    // Read only where it is used: these may be large.
    if (!last.outputs.has(stageValues.projected)) await projection?.layers();
    providers.set(layer, last.session.provider);
    return {
      graph: last.graph,
      provider: last.session.provider,
      outputs: [...last.outputs],
      givesTokenVectors: true,
      // Graphs that pool the mean, or the first or last token, give just what would be made of the tokens' vectors.
      hasTokensApart: projection !== undefined || pooling.pooling === "in_graph",
      shape: {
        mayPad: true,
        mostRows: Infinity,
        fixed: { rows: undefined, tokens: undefined },
        padSide: "right",
        ...(longFrom === undefined ? {} : { aloneFrom: longFrom }),
        batching: last.session.batching,
        mostTokens: longestText,
      },
    };
  }

  /** What a graph gives that is pooled as this batch is to be pooled, after the modules or before them. */
  const pooledOutput = ({ unpooled }: TokenBatch, outputs: ReadonlySet<string>): string | undefined =>
    (pooling.pooling === "in_graph" || pooling.pooling === compiled.pooledBy) && !(unpooled?.some((tokens) => tokens > 0) ?? false)
      ? [stageValues.projected, stageValues.pooled].find((name) => outputs.has(name))
      : undefined;

  /** One vector a row, or `perToken` one a token, of what a stage gave. @throws NestvecError OUTPUT_UNEXPECTED, POOLING_UNKNOWN */
  async function vectorsOf(batch: TokenBatch, { graph, name, output }: StageOutput, perToken: boolean): Promise<Matrix> {
    const { rows, tokens } = batch;
    if (name === stageValues.projected) return { data: checkedNumbers(graph, name, output, [rows, width]), rows, width };
    const isPooled = name === stageValues.pooled;
    const data = checkedNumbers(graph, name, output, isPooled ? [rows, graphWidth] : [rows, tokens, tokenWidth]);
    if (perToken) return { data, rows: rows * tokens, width: tokenWidth };
    const pooled: Matrix = isPooled
      ? { data, rows, width: graphWidth }
      : pool({ data, rows, tokens, width: tokenWidth }, batch, enginePooling(description));
    return projection === undefined ? pooled : project(pooled, await projection.layers());
  }

  /** @see EncoderStages.run */
  async function run(
    batch: TokenBatch,
    { layers, perToken, states, wantsState, keep, betweenStages }: StagedRun,
  ): Promise<readonly Matrix[]> {
    checkBatch(batch, vocabularySize);
    const { rows, tokens, lengths } = batch;
    const deepest = layers.at(-1) ?? 0;
    const from = states[0]?.layer ?? -1;
    let state: Tensor | undefined =
      from < 0 ? undefined : { type: "float32", data: batchOfStates(states, batch, tokenWidth), dims: [rows, tokens, tokenWidth] };
    const kept = deepest === stages.at(-1)?.layer ? [] : lengths.flatMap((_length, row) => (wantsState(row) ? [row] : []));
    const vectors: Matrix[] = [];
    const following = (await openTo(deepest, familyOf(rows, tokens))).filter(({ layer }) => layer > from);
    for (const [index, stage] of following.entries()) {
      if (index > 0) await betweenStages();
      const { layer, graph, outputs } = stage;
      const ofExit = (perToken ? undefined : pooledOutput(batch, outputs)) ?? stageValues.tokens;
      const exit = layers.includes(layer) ? ofExit : undefined;
      const next = outputs.has(stageValues.nextState) ? stageValues.nextState : stageValues.tokens;
      const isLeft = layer < deepest || kept.length > 0;
      const wanted = [...new Set([...(exit === undefined ? [] : [exit]), ...(isLeft ? [next] : [])])];
      const result = await runStage(stage, batch, state, wanted).catch((error: unknown) => {
        if (stage.session.isLost?.() === true) closeAll();
        throw error;
      });
      if (exit !== undefined) vectors.push(await vectorsOf(batch, { graph, name: exit, output: result[exit] }, perToken));
      state = result[next];
      if (layer < deepest || kept.length === 0) continue;
      const hidden = checkedNumbers(graph, next, state, [rows, tokens, tokenWidth]);
      for (const row of kept) {
        const start = row * tokens * tokenWidth;
        keep(row, { layer, hidden: hidden.slice(start, start + (lengths[row] ?? 0) * tokenWidth) });
      }
    }
    return vectors;
  }

  return {
    open,
    async encode(batch, layer, perToken) {
      const [vectors] = await run(batch, {
        layers: [layer],
        perToken,
        states: [],
        wantsState: () => false,
        keep() {},
        async betweenStages() {},
      });
      if (vectors === undefined) throw layerUnavailable(description, layer);
      return vectors;
    },
    stages: { run },
    providers: () => new Map(providers),
    async dispose() {
      const sessions = [...opened];
      opened.clear();
      providers.clear();
      // One that cannot be freed must not keep the others.
      await Promise.allSettled(sessions.map((session) => session.dispose()));
    },
  };
}

/** How the tokens' vectors are pooled here. @throws NestvecError POOLING_UNKNOWN where only the graphs can */
function enginePooling({ name, pooling: { pooling } }: ModelDescription): Parameters<typeof pool>[2] {
  if (pooling !== undefined && pooling !== "in_graph") return pooling;
  throw new NestvecError("POOLING_UNKNOWN", { model: name, looked: [compiledModelPath], known: poolingModes });
}

/** What a stage gave under a name. */
interface StageOutput {
  readonly graph: string;
  readonly name: string;
  readonly output: Tensor | undefined;
}

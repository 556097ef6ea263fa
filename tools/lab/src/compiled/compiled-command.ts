import {
  bound,
  describeMachine,
  interleave,
  largestDifference,
  loadNow,
  markdownOf,
  openChild,
  ratioOfRounds,
  summarize,
  type Bound,
  type MeasuredChild,
} from "@nestvec/bench/measuring";
import { builtFile } from "../engine/built-file.ts";
import { textsOf } from "./compiled-texts.ts";
import type { CompiledFigures, CompiledTask, CompiledWay } from "./compiled-task.ts";

/** The options of `lab compiled`. */
export interface CompiledOptions {
  readonly published: string;
  readonly compiled: string;
  readonly layers: readonly number[];
  readonly rounds: number;
  readonly threads: number;
}

/** Rows and tokens of a batch, how often it is run in a round, and how much faster the compiled model has to be at which layer. */
interface Shape {
  readonly rows: number;
  readonly tokens: number;
  readonly times: number;
  readonly least: Readonly<Record<number, number>>;
}

/** Bounds for mmBERT's shape. 0.97: at most 1.03 times the time. */
const shapes: readonly Shape[] = [
  { rows: 1, tokens: 16, times: 9, least: { 6: 0.97, 22: 0.97 } },
  { rows: 1, tokens: 64, times: 7, least: { 6: 0.97, 22: 0.97 } },
  { rows: 1, tokens: 128, times: 5, least: { 6: 1.06, 22: 1.06 } },
  { rows: 8, tokens: 64, times: 3, least: { 6: 1.06, 22: 1.02 } },
  { rows: 1, tokens: 512, times: 3, least: { 6: 1.25, 22: 1.2 } },
  { rows: 1, tokens: 2048, times: 1, least: { 6: 1.5 } },
  { rows: 1, tokens: 4002, times: 1, least: { 6: 2.5 } },
];

/**
 * Compares a compiled model with the published graphs that it was compiled beside, from texts to vectors, in turns, each in a process of its own. Resolves with
 * whether no bound was missed.
 */
export async function compareCompiled(options: CompiledOptions, print: (text: string) => void): Promise<boolean> {
  const { system, processor, cores, memoryGigabytes, node, onnxRuntime } = await describeMachine();
  print(
    `${processor}, ${cores} cores, ${memoryGigabytes} GB, ${system}, Node ${node}, onnxruntime-node ${onnxRuntime}; load ${loadNow()}\n\n`,
  );
  const bounds: Bound[] = [];
  for (const layer of options.layers) {
    const rows: (readonly (string | number)[])[] = [];
    let difference = 0;
    const published = await openChild({ file: builtFile("compiled-child.js") });
    const compiled = await openChild({ file: builtFile("compiled-child.js") });
    try {
      for (const shape of shapes) {
        if (layer !== options.layers[0] && shape.least[layer] === undefined) continue;
        const name = `${shape.rows} × ${shape.tokens}`;
        const texts = await textsOf(options.compiled, shape.rows, shape.tokens);
        const variant = (child: MeasuredChild, way: CompiledWay, model: string) => ({
          name: way,
          run: () =>
            child.ask<CompiledFigures>({ way, model, layer, threads: options.threads, texts, times: shape.times } satisfies CompiledTask),
        });
        const [theirs, ours] = await interleave(
          [variant(published, "published graph", options.published), variant(compiled, "nestvec", options.compiled)],
          { rounds: options.rounds, pause: 30, alternate: true },
        );
        const [left, right] = [theirs?.results ?? [], ours?.results ?? []];
        const [before, after] = [left, right].map((results) => results.map(({ milliseconds }) => milliseconds));
        const ratio = ratioOfRounds(before ?? [], after ?? []).median;
        const peaks = [left, right].map((results) => results.at(-1)?.memory.peak ?? Number.NaN);
        rows.push([
          name,
          summarize(before ?? []).median,
          summarize(after ?? []).median,
          ratio,
          100 * summarize(after ?? []).spread,
          ...peaks,
        ]);
        difference = Math.max(difference, largestDifference([vectorOf(left)], [vectorOf(right)]));
        const least = shape.least[layer];
        if (least !== undefined)
          bounds.push(bound(`exit ${layer}, ${name}: times as fast as the published graph`, ratio, "at least", least));
      }
    } finally {
      await Promise.all([published.close(), compiled.close()]);
    }
    print(`## Exit ${layer}, ${options.threads} threads\n\n`);
    const notes = [`largest difference of a number of the first text's vectors: ${difference.toPrecision(2)}`];
    print(markdownOf({ tables: [{ columns, rows }], bounds: [], notes }));
  }
  print(markdownOf({ tables: [], bounds, notes: [] }));
  return bounds.every(({ verdict }) => verdict !== "not met");
}

const columns = [
  { title: "texts × tokens" },
  { title: "published graph, ms", digits: 2 },
  { title: "nestvec, ms", digits: 2 },
  { title: "times as fast", digits: 2 },
  { title: "spread %", digits: 1 },
  { title: "published graph, peak MB", digits: 0 },
  { title: "nestvec, peak MB", digits: 0 },
];

const vectorOf = (results: readonly CompiledFigures[]): Float32Array => Float32Array.from(results[0]?.vector ?? []);

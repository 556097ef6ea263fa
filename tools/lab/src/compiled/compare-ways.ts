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
  type Table,
} from "@nestvec/bench/measuring";
import { builtFile } from "../engine/built-file.ts";
import { textsOf } from "./compiled-texts.ts";
import type { CompiledFigures, CompiledTask, CompiledWay } from "./compiled-task.ts";

/** A model and the way in which it is run. The first of a comparison is the baseline. */
export interface ComparedModel {
  readonly name: string;
  readonly way: CompiledWay;
  /** Its folder. */
  readonly model: string;
}

/** What is embedded, and how often in a round. */
export interface Shape {
  readonly rows: number;
  readonly tokens: number;
  readonly times: number;
  /** How much faster than the baseline the last model has to be at which layer. */
  readonly least?: Readonly<Record<number, number>> | undefined;
  /** Whether it takes too long for other layers than the first. */
  readonly isFirstLayerOnly?: true | undefined;
}

/** What is compared. */
export interface Comparison {
  readonly models: readonly ComparedModel[];
  /** The folder whose tokenizer makes the texts. */
  readonly texts: string;
  readonly layers: readonly number[];
  readonly shapes: readonly Shape[];
  readonly rounds: number;
  readonly threads: number;
}

/**
 * Compares models from texts to vectors, in turns, each in a process of its own. Resolves with whether no bound was missed.
 */
export async function compareWays(comparison: Comparison, print: (text: string) => void): Promise<boolean> {
  const { system, processor, cores, memoryGigabytes, node, onnxRuntime } = await describeMachine();
  print(
    `${processor}, ${cores} cores, ${memoryGigabytes} GB, ${system}, Node ${node}, onnxruntime-node ${onnxRuntime}; load ${loadNow()}\n\n`,
  );
  const bounds: Bound[] = [];
  for (const layer of comparison.layers) {
    const children: MeasuredChild[] = [];
    try {
      for (const _ of comparison.models) children.push(await openChild({ file: builtFile("compiled-child.js") }));
      print(`## Exit ${layer}, ${comparison.threads} threads\n\n`);
      print(markdownOf(await compareAt(layer, children, comparison, bounds)));
    } finally {
      await Promise.all(children.map((child) => child.close()));
    }
  }
  print(markdownOf({ tables: [], bounds, notes: [] }));
  return bounds.every(({ verdict }) => verdict !== "not met");
}

async function compareAt(
  layer: number,
  children: readonly MeasuredChild[],
  { models, texts: tokenizer, layers, shapes, rounds, threads }: Comparison,
  bounds: Bound[],
): Promise<{ readonly tables: readonly Table[]; readonly bounds: readonly Bound[]; readonly notes: readonly string[] }> {
  const rows: (readonly (string | number)[])[] = [];
  const [baseline, ...others] = models;
  let difference = 0;
  for (const { rows: count, tokens, times, least, isFirstLayerOnly } of shapes) {
    if (isFirstLayerOnly === true && layer !== layers[0]) continue;
    const texts = await textsOf(tokenizer, count, tokens);
    const variants = children.flatMap((child, place) => {
      const compared = models[place];
      if (compared === undefined) return [];
      const { name, way, model } = compared;
      return [{ name, run: () => child.ask<CompiledFigures>({ way, model, layer, threads, texts, times } satisfies CompiledTask) }];
    });
    const results = (await interleave(variants, { rounds, pause: 30, alternate: true })).map(({ results: own }) => own);
    const milliseconds = results.map((own) => own.map((figures) => figures.milliseconds));
    const [before = [], ...after] = milliseconds;
    const ratios = after.map((own) => ratioOfRounds(before, own).median);
    const name = `${count} × ${tokens}`;
    rows.push([
      name,
      ...milliseconds.map((own) => summarize(own).median),
      ...ratios,
      100 * Math.max(...milliseconds.map((own) => summarize(own).spread)),
      ...results.map((own) => own.at(-1)?.memory.peak ?? Number.NaN),
    ]);
    const [first = [], last = []] = [results[0], results.at(-1)];
    difference = Math.max(difference, largestDifference([vectorOf(first)], [vectorOf(last)]));
    const wanted = least?.[layer];
    const what = `exit ${layer}, ${name}: ${models.at(-1)?.name}, times as fast as the ${baseline?.name}`;
    if (wanted !== undefined) bounds.push(bound(what, ratios.at(-1) ?? 0, "at least", wanted));
  }
  const columns = [
    { title: "texts × tokens" },
    ...models.map(({ name }) => ({ title: `${name}, ms`, digits: 2 })),
    ...others.map(({ name }) => ({ title: `${name}, times as fast`, digits: 2 })),
    { title: "widest spread %", digits: 1 },
    ...models.map(({ name }) => ({ title: `${name}, peak MB`, digits: 0 })),
  ];
  const notes = [
    `largest difference of a number of the first text's vectors, ${baseline?.name} and ${models.at(-1)?.name}: ${difference.toPrecision(2)}`,
  ];
  return { tables: [{ columns, rows }], bounds: [], notes };
}

const vectorOf = (results: readonly CompiledFigures[]): Float32Array => Float32Array.from(results[0]?.vector ?? []);

import { readFile } from "node:fs/promises";
import { cosineSimilarity } from "@nestvec/core";
import {
  bound,
  describeMachine,
  interleave,
  loadNow,
  markdownOf,
  openChild,
  ratioOfRounds,
  summarize,
  unpackVectors,
  type Bound,
  type MeasuredChild,
  type VariantRun,
} from "@nestvec/bench/measuring";
import { loadModel } from "@nestvec/runtime-node";
import { builtFile } from "../engine/built-file.ts";
import { textsOf } from "./compiled-texts.ts";
import type { CompiledFigures, CompiledTask } from "./compiled-task.ts";

/** The options of `lab int8-peers`. */
export interface Int8PeersOptions {
  /** A folder with the graph in float32 and `tokenizer.json`. */
  readonly model: string;
  /** The graph's path in it. */
  readonly graph: string;
  readonly compiled: string;
  readonly int8: string;
  /** A file of texts: the first are those that NNCF calibrates on, and the others are compared. */
  readonly texts: string;
  readonly python: string;
  readonly rounds: number;
  readonly threads: number;
}

/** NNCF's own default. */
const calibrationCount = 300;

const shapes = [
  [1, 16, 15],
  [1, 64, 9],
  [1, 128, 7],
  [8, 64, 3],
  [1, 256, 3],
] as const;

/** One that is compared: how long it takes for some texts, and its vectors. */
interface Peer {
  readonly name: string;
  time(texts: readonly string[], times: number): Promise<number>;
  vectors(texts: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/**
 * Compares a model in int8 with OpenVINO's, from texts to vectors, in turns, each in a process of its own: times, and how far vectors are from those of the
 * model in float32. Resolves with whether no bound was missed.
 */
export async function compareInt8Peers(options: Int8PeersOptions, print: (text: string) => void): Promise<boolean> {
  const { compiled, int8, rounds, threads } = options;
  const { processor, cores, node, onnxRuntime } = await describeMachine();
  const lines = (await readFile(options.texts, "utf8")).split("\n").filter((line) => line !== "");
  const compared = lines.slice(calibrationCount);
  const cut = await mostTokens(compiled);
  const peers = [
    await nestvec("float32", compiled, threads),
    await nestvec("int8", int8, threads),
    await openVino("float32", options, cut),
    await openVino("int8", options, cut),
  ];
  const bounds: Bound[] = [];
  const rows: (readonly (string | number)[])[] = [];
  const [float, own, , theirs] = peers;
  try {
    for (const [count, tokens, times] of shapes) {
      const texts = await textsOf(compiled, count, tokens);
      const variants = peers.map((peer) => ({ name: peer.name, run: () => peer.time(texts, times) }));
      const results = (await interleave(variants, { rounds, pause: 30, alternate: true })).map(({ results: all }) => all);
      const [, ours = [], , other = []] = results;
      rows.push([`${count} × ${tokens}`, ...results.map((all) => summarize(all).median)]);
      const ratio = ratioOfRounds(ours, other).median;
      bounds.push(bound(`${count} × ${tokens}: nestvec's time in int8, by OpenVINO's`, ratio, "at most", 2));
    }
    const expected = (await float?.vectors(compared)) ?? [];
    const errors = await Promise.all(peers.map(async (peer) => errorsOf(await peer.vectors(compared), expected)));
    rows.push(["least cosine", ...errors.map(({ least }) => least)], ["mean 1 − cosine", ...errors.map(({ mean }) => mean)]);
    const share = (errors[1]?.mean ?? Number.NaN) / (errors[3]?.mean ?? Number.NaN);
    bounds.push(bound(`mean 1 − cosine, ${own?.name} by ${theirs?.name}`, share, "at most", 0.2));
  } finally {
    await Promise.all(peers.map((peer) => peer.close()));
  }
  const columns = [{ title: "texts × tokens, ms" }, ...peers.map(({ name }) => ({ title: name, digits: 5 }))];
  print(
    `${processor}, ${cores} cores, Node ${node}, onnxruntime-node ${onnxRuntime}, ${threads} threads, ${compared.length} texts; load ${loadNow()}\n\n`,
  );
  print(markdownOf({ tables: [{ columns, rows }], bounds, notes: [] }));
  return bounds.every(({ verdict }) => verdict !== "not met");
}

function errorsOf(found: readonly Float32Array[], expected: readonly Float32Array[]): { readonly least: number; readonly mean: number } {
  const cosines = expected.map((vector, place) => cosineSimilarity(vector, found[place] ?? new Float32Array(vector.length)));
  return { least: Math.min(...cosines), mean: cosines.reduce((sum, cosine) => sum + 1 - cosine, 0) / cosines.length };
}

/** nestvec's defaults, but for the number of threads. */
async function nestvec(compute: string, model: string, threads: number): Promise<Peer> {
  const child = await openChild({ file: builtFile("compiled-child.js") });
  const embedder = await loadModel(model, { isolation: "none" });
  const { exits } = await embedder.info();
  const layer = exits.at(-1)?.layer ?? 0;
  return {
    name: `nestvec, ${compute}`,
    time: async (texts, times) =>
      (await child.ask<CompiledFigures>({ way: "nestvec", model, layer, threads, texts, times } satisfies CompiledTask)).milliseconds,
    vectors: async (texts) => (await embedder.embed(texts, { layer })).vectors,
    close: async () => void (await Promise.all([child.close(), embedder.dispose()])),
  };
}

/** What nestvec cuts texts to, so that all sides compute as much. */
async function mostTokens(folder: string): Promise<number> {
  await using embedder = await loadModel(folder, { isolation: "none" });
  return (await embedder.info()).maxTokens;
}

async function openVino(
  compute: "float32" | "int8",
  { model, graph, texts: file, python, threads }: Int8PeersOptions,
  cut: number,
): Promise<Peer> {
  const task = { model, graph, compute, calibration: file, calibrationCount, cut, threads };
  const child: MeasuredChild = await openChild({
    command: python,
    arguments: [builtFile("../python/openvino_variant.py"), JSON.stringify(task)],
    environment: { PYTHONDONTWRITEBYTECODE: "1" },
  });
  return {
    name: `OpenVINO, ${compute}`,
    async time(texts, times) {
      await child.ask({ texts });
      const milliseconds: number[] = [];
      // The first run only warms up.
      for (let time = 0; time <= times; time++) milliseconds.push((await child.ask<VariantRun>({ vectors: false })).milliseconds);
      return summarize(milliseconds.slice(1)).median;
    },
    async vectors(texts) {
      const all: Float32Array[] = [];
      // One by one: its int8 has one scale for all rows of a batch.
      for (const text of texts) {
        await child.ask({ texts: [text] });
        const { vectors } = await child.ask<VariantRun>({ vectors: true });
        all.push(...(vectors === undefined ? [] : unpackVectors(vectors)));
      }
      return all;
    },
    close: () => child.close(),
  };
}

import { writeFile } from "node:fs/promises";
import { NestvecError } from "@nestvec/core";
import { describeMachine, type Findings, loadNow, markdownOf } from "@nestvec/bench/measuring";
import { loadModel, modelFolder } from "@nestvec/runtime-node";
import type { Benchmark, Setting } from "./benchmark.ts";
import { benchmarks } from "./benchmarks.ts";
import { runInChild } from "./run-in-child.ts";

/** The options of `lab engine`. */
export interface EngineOptions {
  readonly model: readonly string[];
  readonly layer?: number;
  readonly only?: readonly string[];
  readonly rounds?: number;
  readonly threads: number;
  readonly seconds: number;
  readonly quick?: true;
  readonly json?: string;
}

/** One benchmark on one model, as it is written to the JSON file. */
interface Entry {
  readonly benchmark: string;
  readonly model: string;
  readonly setting: Setting;
  /** The load of the machine before it. */
  readonly load: number;
  readonly seconds: number;
  readonly findings?: Findings;
  readonly problem?: string;
}

/** Runs benchmarks of the engine and prints what they find. Resolves with whether each could be run and no bound was missed. */
export async function runEngine(options: EngineOptions, print: (text: string) => void): Promise<boolean> {
  const chosen = chosenBenchmarks(options.only);
  const machine = await describeMachine();
  const { system, processor, cores, memoryGigabytes, node, onnxRuntime } = machine;
  print(`${processor}, ${cores} cores, ${memoryGigabytes} GB, ${system}, Node ${node}, onnxruntime-node ${onnxRuntime}\n\n`);
  const entries: Entry[] = [];
  for (const model of options.model) {
    const setting = await settingOf(model, options);
    print(`# ${model}, layer ${setting.layer}, ${setting.threads} threads\n\n`);
    for (const benchmark of chosen) {
      const entry = await runOne(benchmark, model, setting);
      entries.push(entry);
      print(`## ${benchmark.title} (${benchmark.name})\n\n`);
      print(entry.findings === undefined ? `Not run: ${entry.problem}\n` : markdownOf(entry.findings));
      print(`- load of the machine before: ${entry.load}; ${entry.seconds} s\n\n`);
    }
  }
  if (options.json !== undefined)
    await writeFile(options.json, `${JSON.stringify({ machine, date: new Date(), entries }, undefined, 2)}\n`);
  return entries.every(({ findings }) => findings?.bounds.every(({ verdict }) => verdict !== "not met") === true);
}

async function runOne(benchmark: Benchmark, model: string, setting: Setting): Promise<Entry> {
  const load = loadNow();
  const started = performance.now();
  const outcome =
    benchmark.needsLinux === true && process.platform !== "linux"
      ? { problem: "it reads what only Linux tells" }
      : await runInChild(benchmark, setting);
  return { benchmark: benchmark.name, model, setting, load, seconds: Math.round((performance.now() - started) / 1000), ...outcome };
}

function chosenBenchmarks(only: readonly string[] | undefined): readonly Benchmark[] {
  const names = benchmarks.map(({ name }) => name);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new NestvecError("ARGUMENT_INVALID", { argument: "--only", found: unknown, expected: names.join(", ") });
  return only === undefined ? benchmarks : benchmarks.filter(({ name }) => only.includes(name));
}

/** Texts are cut to this where the model takes as many tokens. */
const usualCut = 512;
/** The exit of mmBERT that most use; it is the deepest of the bundled model, too. */
const usualLayer = 6;

async function settingOf(name: string, { layer, rounds, threads, seconds, quick }: EngineOptions): Promise<Setting> {
  const model = await modelFolder(name);
  await using embedder = await loadModel(model, { isolation: "process" });
  const { exits, maxTokens, vocabularySize } = await embedder.info();
  const layers = exits.map((exit) => exit.layer);
  const standard = layers.includes(usualLayer) ? usualLayer : Math.max(...layers);
  if (layer !== undefined && !layers.includes(layer))
    throw new NestvecError("LAYER_UNAVAILABLE", { layer, available: layers, missing: [] });
  return {
    model,
    layer: layer ?? standard,
    cut: Math.min(maxTokens, usualCut),
    vocabularySize,
    threads,
    scale: quick === true ? "quick" : "full",
    seconds,
    rounds,
  };
}

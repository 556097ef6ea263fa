import { benchFormat, type BenchResults, type ModelResults } from "../results/bench-results.ts";
import type { Figure } from "../results/figure.ts";
import type { QualityCell, StoredType } from "../results/quality.ts";
import type { ShapeRow } from "../results/shapes.ts";
import type { WorkloadResult } from "../results/workload.ts";

/** What a made-up model is like: figures follow from it, in the orders of magnitude that were measured of real ones. */
export interface SampleModel {
  readonly name?: string;
  readonly layers?: readonly number[];
  readonly dimensions?: readonly number[];
  readonly lengths?: readonly number[];
  readonly providers?: readonly string[];
  /** Milliseconds of one token in one layer. */
  readonly perToken?: number;
}

const figure = (median: number, spread = 0.04): Figure => ({ median, least: median * 0.96, spread, rounds: 9 });
/** Floating-point operations of one token in one layer. */
const work = (tokens: number): number => 3.6e6 + 1500 * tokens;
const peak = 180;

/** Results of one model as a run of the bench gives them. */
export function sampleModel({
  name = "nestvec-mini",
  layers = [2, 3, 4, 6],
  dimensions = [384, 256, 128, 64, 32],
  lengths = [16, 64, 128, 256],
  providers = ["cpu"],
  perToken = 0.0125,
}: SampleModel = {}): ModelResults {
  const row = (layer: number, tokens: number, batch: number, provider: string): ShapeRow => {
    const onCpu = provider === "cpu";
    const onCpuMilliseconds = 0.9 + layer * tokens * batch * perToken * (1 + tokens / 2048);
    const milliseconds = onCpu ? onCpuMilliseconds : 2.5 + onCpuMilliseconds / 6;
    const gigaflops = (layer * tokens * batch * work(tokens)) / milliseconds / 1e6;
    return {
      layer,
      tokens,
      batch,
      provider,
      milliseconds: figure(milliseconds, tokens === 64 && layer === layers[1] ? 0.13 : 0.04),
      tokensPerSecond: (tokens * batch * 1000) / milliseconds,
      gigaflops,
      ...(onCpu ? { peakShare: Math.min(0.97, gigaflops / peak) } : { speedUp: onCpuMilliseconds / milliseconds }),
    };
  };
  const rows = (batch: number): ShapeRow[] =>
    providers.flatMap((provider) => layers.flatMap((layer) => lengths.map((tokens) => row(layer, tokens, batch, provider))));
  const deepest = Math.max(...layers);
  return {
    name,
    identity: `${name}@3f9c61d0a7b2`,
    layers,
    dimensions,
    width: dimensions[0] ?? 0,
    maxTokens: lengths.at(-1) ?? 0,
    sharedSpace: true,
    latency: rows(1),
    throughput: rows(8),
    resources: layers.map((layer) => ({
      layer,
      memory: {
        privateMegabytes: 70 + layer * 17.5,
        sharedMegabytes: 38,
        peakMegabytes: 120 + layer * 19,
        loadedMegabytes: 32,
        openedMegabytes: 62 + layer * 17.5,
      },
      coldStartMilliseconds: figure(210 + layer * 22),
      diskBytes: Math.round(13.4e6 + layer * 2.2e6),
    })),
    workloads: ["queries", "chunks", "mixed"].map((kind, place) => sampleWorkload(kind, [20, 120, 48][place] ?? 0, deepest)),
    quality: [
      { name: "stsb_test_spearman", what: "100 × Spearman's correlation of cosines with the test scores of STS-benchmark", start: 70 },
      {
        name: "banking77_nearest_accuracy",
        what: "% of Banking77's test questions whose nearest training question has the same intent",
        start: 78,
      },
    ].map(({ start, ...measure }) => ({ ...measure, cells: sampleCells(layers, dimensions, start) })),
  };
}

function sampleCells(layers: readonly number[], dimensions: readonly number[], start: number): QualityCell[] {
  const [widest = 1] = dimensions;
  const deepest = Math.max(...layers);
  const cell = (queryLayer: number, storedLayer: number, dimension: number, stored: StoredType): QualityCell => {
    const depth = 12 * (Math.min(queryLayer, storedLayer) / deepest) ** 0.8 - (queryLayer === storedLayer ? 0 : 4);
    // As measured: a little better at two thirds of the width than at all of it.
    const breadth = -4 * Math.log2(widest / dimension) ** 2 * 0.09 + (dimension < widest && dimension > widest / 2 ? 0.12 : 0);
    const kept = { float32: 0, int8: -0.06, binary: -3.1 - 40 / dimension }[stored];
    const storedBytes = { float32: dimension * 4, int8: dimension + 4, binary: dimension / 8 }[stored];
    return { queryLayer, storedLayer, dimension, stored, quality: start + depth + breadth + kept, storedBytes };
  };
  return layers.flatMap((layer) =>
    dimensions.flatMap((dimension) => [
      cell(layer, layer, dimension, "float32"),
      cell(layer, layer, dimension, "int8"),
      cell(layer, layer, dimension, "binary"),
      ...(layer === deepest ? [] : [cell(layer, deepest, dimension, "float32")]),
    ]),
  );
}

function sampleWorkload(name: string, medianTokens: number, layer: number): WorkloadResult {
  const texts = 512;
  const tokens = texts * medianTokens;
  const seconds = tokens * layer * 9e-6;
  const variant = (variantName: string, times: number, versions: readonly string[], largestDifference?: number) => ({
    name: variantName,
    versions,
    seconds: figure(seconds * times),
    textsPerSecond: texts / (seconds * times),
    tokensPerSecond: tokens / (seconds * times),
    cpuSeconds: seconds * times * 1.9,
    peakMegabytes: 180 + 90 * times,
    timesOurs: times === 1 ? { median: 1, least: 1, spread: 0, rounds: 9 } : figure(times, 0.06),
    ...(largestDifference === undefined ? {} : { largestDifference }),
  });
  return {
    name,
    texts,
    tokens,
    medianTokens,
    p95Tokens: Math.round(medianTokens * 3.4),
    cut: 256,
    layer,
    variants: [
      variant("ours", 1, ["@nestvec/runtime-node 0.0.0", "onnxruntime-node 1.30.0"], 0),
      variant("the binding's way", 2.61, ["onnxruntime-node 1.30.0"], 3.1e-7),
      variant("transformers.js", 1.47, ["@huggingface/transformers 4.3.0", "onnxruntime-node 1.30.0"], 4.2e-7),
    ],
  };
}

/** Results of a whole run: the bundled model, and one of mmBERT's shape with a second provider. */
export function sampleResults(
  models: readonly ModelResults[] = [
    sampleModel(),
    sampleModel({
      name: "mmbert-shape",
      layers: [6, 11, 16, 22],
      dimensions: [768, 512, 256, 128, 64],
      lengths: [16, 64, 128, 256, 512, 2048, 8192],
      providers: ["cpu", "webgpu"],
      perToken: 0.068,
    }),
  ],
): BenchResults {
  return {
    format: benchFormat,
    date: "2026-11-20T09:30:00.000Z",
    machine: {
      system: "linux 6.1 x64",
      processor: "AMD EPYC 9V74",
      cores: 2,
      memoryGigabytes: 16,
      node: "20.20.2",
      onnxRuntime: "1.30.0",
    },
    settings: { seed: 1, threads: 2 },
    peak: {
      threads: 2,
      gigaflops: peak,
      sizes: [
        { rows: 64, inner: 384, columns: 1536, gigaflops: figure(151, 0.05) },
        { rows: 256, inner: 768, columns: 3072, gigaflops: figure(172, 0.03) },
        { rows: 1024, inner: 1024, columns: 4096, gigaflops: figure(peak, 0.02) },
      ],
    },
    models,
    flags: [
      { part: "latency", kind: "wide spread", detail: "1 of 16 shapes has a spread over 10 %: exit 3 at 64 tokens, 13 %." },
      { part: "quality", kind: "cut short", detail: "The time was up before recall was measured." },
    ],
    more: ["Other variants were left out: add --peers.", "No data was given for quality: add --stsb FOLDER."],
  };
}

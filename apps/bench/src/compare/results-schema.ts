import { z } from "zod";
import { benchFormat, type BenchResults } from "../results/bench-results.ts";

const count = z.int().nonnegative();
const amount = z.number().nonnegative();
/** Layers and dimensions name colours and ids of a page. */
const layer = z.int().positive();

const figure = z.object({ median: amount, least: amount, spread: amount, rounds: count });

const shapeRow = z.object({
  layer,
  tokens: count,
  batch: count,
  provider: z.string(),
  milliseconds: figure,
  tokensPerSecond: amount,
  gigaflops: amount,
  peakShare: amount.exactOptional(),
  speedUp: amount.exactOptional(),
});

const exitMemory = z.object({
  privateMegabytes: amount,
  sharedMegabytes: amount,
  peakMegabytes: amount,
  loadedMegabytes: amount,
  openedMegabytes: amount,
});

const resourceRow = z.object({
  layer,
  memory: exitMemory.exactOptional(),
  coldStartMilliseconds: figure,
  diskBytes: count,
});

const variant = z.object({
  name: z.string(),
  versions: z.array(z.string()),
  seconds: figure,
  textsPerSecond: amount,
  tokensPerSecond: amount,
  cpuSeconds: amount,
  peakMegabytes: amount.exactOptional(),
  timesOurs: figure,
  largestDifference: amount.exactOptional(),
  note: z.string().exactOptional(),
});

const workload = z.object({
  name: z.string(),
  texts: count,
  tokens: count,
  medianTokens: amount,
  p95Tokens: amount,
  cut: count,
  layer,
  variants: z.array(variant),
});

const qualityMeasure = z.object({
  name: z.string(),
  what: z.string(),
  cells: z.array(
    z.object({
      queryLayer: layer,
      storedLayer: layer,
      dimension: layer,
      stored: z.enum(["float32", "int8", "binary"]),
      quality: z.number(),
      storedBytes: amount,
    }),
  ),
});

const model = z.object({
  name: z.string(),
  identity: z.string(),
  layers: z.array(layer),
  dimensions: z.array(layer),
  width: count,
  maxTokens: count,
  sharedSpace: z.boolean(),
  latency: z.array(shapeRow),
  throughput: z.array(shapeRow),
  resources: z.array(resourceRow),
  workloads: z.array(workload),
  quality: z.array(qualityMeasure),
});

/** What a file of results holds. Keys that it does not know are left out, so that a later version may add some. */
export const resultsSchema: z.ZodType<BenchResults> = z.object({
  format: z.literal(benchFormat),
  date: z.string(),
  machine: z.object({
    system: z.string(),
    processor: z.string(),
    cores: count,
    memoryGigabytes: amount,
    node: z.string(),
    onnxRuntime: z.string(),
  }),
  settings: z.object({ seed: z.number(), threads: count }),
  peak: z
    .object({
      threads: count,
      gigaflops: amount,
      sizes: z.array(z.object({ rows: count, inner: count, columns: count, gigaflops: figure })),
    })
    .exactOptional(),
  models: z.array(model),
  flags: z.array(
    z.object({
      part: z.string(),
      kind: z.enum(["busy machine", "wide spread", "cut short", "not run", "other vectors"]),
      detail: z.string(),
    }),
  ),
  more: z.array(z.string()),
});

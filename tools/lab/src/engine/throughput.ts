import type { Embedder } from "@nestvec/core";
import {
  type Variant,
  type VariantRounds,
  bound,
  type Findings,
  interleave,
  largestDifference,
  logNormalLengths,
  mixed,
  openPlainSession,
  type PlainSession,
  randomIds,
  randomText,
  ratioOfRounds,
  runtimeWith,
  summarize,
  type Table,
} from "@nestvec/bench/measuring";
import { randomLcg } from "d3-random";
import type { Benchmark } from "./benchmark.ts";
import { loadSetting } from "./load-setting.ts";

const sizes = { full: { texts: 256, rounds: 3 }, quick: { texts: 96, rounds: 1 }, tiny: { texts: 8, rounds: 1 } } as const;

/** Texts of a batch as most programs make them. */
const arrivalBatch = 32;

/** What a variant computed. */
interface Computed {
  readonly vectors: readonly Float32Array[];
  readonly useful: number;
  readonly padded: number;
}

/** Useful tokens per second against batches of 32 in the order of arrival. */
export const throughput: Benchmark = {
  name: "throughput",
  title: "Useful tokens per second on mixed texts",
  async run(setting) {
    const { texts: count, rounds } = sizes[setting.scale];
    const random = randomLcg(2);
    const lengths = logNormalLengths(count, mixed(setting.cut), random);
    const ids = lengths.map((length) => randomIds(length, setting.vocabularySize, random));
    const texts = lengths.map((length) => randomText(length, random));
    // Both variants in this thread, over the same adapter: what differs is which texts run together. The other variant keeps ONNX Runtime's memory
    // arena, as a program does that sets nothing.
    await using open = await loadSetting(setting, { isolation: "none" });
    const session = await openPlainSession(setting, runtimeWith({ arena: true, spinning: false }, setting.threads));
    const tokenized = async (): Promise<readonly Int32Array[]> =>
      (await open.embedder.tokenize(texts, { maxTokens: setting.cut })).map((row) => row.ids);
    const onIds: readonly Variant<Computed>[] = [
      { name: "nestvec, token ids", run: () => counted(open.embedder, () => open.embed(ids)) },
      { name: "batches of 32, token ids", run: () => inArrivalOrder(session, ids) },
    ];
    const onTexts: readonly Variant<Computed>[] = [
      { name: "nestvec, texts", run: () => counted(open.embedder, () => open.embed(texts)) },
      { name: "batches of 32, texts", run: async () => inArrivalOrder(session, await tokenized()) },
    ];
    await session.run(ids.slice(0, 1));
    const half = setting.seconds * 500;
    const most = setting.rounds ?? rounds;
    const graph = await interleave(onIds, { rounds: most, warmUps: 0, until: performance.now() + half });
    const path = await interleave(onTexts, { rounds: Math.ceil(most / 2), warmUps: 0, until: performance.now() + half });
    await session.dispose();
    return findingsOf(graph, path, setting.cut);
  },
};

async function counted(embedder: Embedder, embed: () => Promise<{ readonly vectors: readonly Float32Array[] }>): Promise<Computed> {
  const before = await embedder.stats();
  const { vectors } = await embed();
  const after = await embedder.stats();
  return { vectors, useful: after.usefulTokens - before.usefulTokens, padded: after.paddedTokens - before.paddedTokens };
}

/** Runs texts as they came, each batch padded to its longest. */
async function inArrivalOrder(session: PlainSession, rows: readonly Int32Array[]): Promise<Computed> {
  const vectors: Float32Array[] = [];
  let useful = 0;
  let padded = 0;
  for (let start = 0; start < rows.length; start += arrivalBatch) {
    const batch = rows.slice(start, start + arrivalBatch);
    vectors.push(...(await session.run(batch)));
    useful += batch.reduce((sum, { length }) => sum + length, 0);
    padded += batch.length * batch.reduce((longest, { length }) => Math.max(longest, length), 0);
  }
  return { vectors, useful, padded };
}

function findingsOf(graph: readonly VariantRounds<Computed>[], path: readonly VariantRounds<Computed>[], cut: number): Findings {
  const [ours, theirs] = graph;
  const ratio = ratioOfRounds(theirs?.milliseconds ?? [], ours?.milliseconds ?? []);
  const vectors = largestDifference(ours?.results[0]?.vectors ?? [], theirs?.results[0]?.vectors ?? []);
  const tokens = ours?.results[0]?.useful ?? 0;
  // The longer the longest text, the more there is to pad.
  const least = cut >= 512 ? 4 : 2.5;
  return {
    tables: [tableOf(graph), tableOf(path)],
    bounds: [
      bound("useful tokens per second, times those of batches of 32,", ratio.median, "at least", least),
      bound("padding, percent,", 100 * paddingOf(ours?.results[0]), "at most", 5),
      bound("largest difference between the two variants' vectors", vectors, "at most", 1e-6),
    ],
    notes: [
      `${ours?.results[0]?.vectors.length} texts, log-normal, p50 28 and p95 838 tokens, cut at ${cut}, ${tokens} tokens in all, in the order of arrival`,
    ],
  };
}

function tableOf(variants: readonly VariantRounds<Computed>[]): Table {
  const other = variants[1];
  return {
    columns: [
      { title: "variant" },
      { title: "rounds", digits: 0 },
      { title: "seconds", digits: 2 },
      { title: "spread %", digits: 1 },
      { title: "useful tokens/s", digits: 0 },
      { title: "padding %", digits: 1 },
      { title: "ratio", digits: 2 },
      { title: "CPU seconds", digits: 2 },
      { title: "their ratio", digits: 2 },
    ],
    rows: variants.map(({ name, milliseconds, cpuMilliseconds, results }) => {
      const { median, spread, count } = summarize(milliseconds);
      const useful = results[0]?.useful ?? 0;
      const ratio = ratioOfRounds(other?.milliseconds ?? [], milliseconds).median;
      const cpu = summarize(cpuMilliseconds).median;
      const cpuRatio = ratioOfRounds(other?.cpuMilliseconds ?? [], cpuMilliseconds).median;
      return [name, count, median / 1000, 100 * spread, (useful * 1000) / median, 100 * paddingOf(results[0]), ratio, cpu / 1000, cpuRatio];
    }),
  };
}

const paddingOf = (computed: Computed | undefined): number => (computed === undefined ? Number.NaN : 1 - computed.useful / computed.padded);

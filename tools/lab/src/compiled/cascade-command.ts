import { hash } from "node:crypto";
import { openEngine, type EmbedRequest, type Engine } from "@nestvec/core";
import {
  bound,
  describeMachine,
  interleave,
  loadNow,
  logNormalLengths,
  markdownOf,
  mixed,
  randomIds,
  ratioOfRounds,
  summarize,
  type Bound,
  type Findings,
} from "@nestvec/bench/measuring";
import { after, directory, loadModel, nodeRuntime } from "@nestvec/runtime-node";
import { randomLcg } from "d3-random";

/** The options of `lab cascade`. */
export interface CascadeOptions {
  readonly compiled: string;
  /** Default: the shallowest and the deepest. */
  readonly layers?: readonly number[];
  readonly dimension: number;
  readonly keep: number;
  readonly texts: number;
  readonly rounds: number;
  readonly threads: number;
}

/** The exits that are compared. */
interface Exits {
  readonly shallow: number;
  readonly deep: number;
}

/** Measures both, each variant in turns with the one that it is compared with. Resolves with whether no bound was missed. */
export async function measureCascade(options: CascadeOptions, print: (text: string) => void): Promise<boolean> {
  const { system, processor, cores, node, onnxRuntime } = await describeMachine();
  print(`${processor}, ${cores} cores, ${system}, Node ${node}, onnxruntime-node ${onnxRuntime}; load ${loadNow()}\n\n`);
  const all: Bound[] = [];
  for (const measure of [measureTwoExits, measureSearch]) {
    const findings = await measure(options);
    print(markdownOf(findings));
    all.push(...findings.bounds);
  }
  return all.every(({ verdict }) => verdict !== "not met");
}

/** @throws Error where the model has not two such exits */
async function exitsOf(engine: Pick<Engine, "info">, { layers }: CascadeOptions): Promise<Exits> {
  const { exits } = await engine.info();
  const [shallow = exits[0]?.layer ?? 0, deep = exits.at(-1)?.layer ?? 0] = layers ?? [];
  if (shallow < deep) return { shallow, deep };
  throw new Error(`--layers ${shallow} ${deep}: the first must be shallower than the second`);
}

const digest = async (bytes: Uint8Array): Promise<string> => hash("sha256", bytes);
const clock = (): number => performance.now();

/** Tokens of a text, and how often it is run in a round. */
const lengths = [
  { tokens: 16, times: 9 },
  { tokens: 128, times: 5 },
  { tokens: 512, times: 2 },
];

/** One text at a time, in this thread: an exit and then the deeper one of the same text, against the deeper alone. */
async function measureTwoExits(options: CascadeOptions): Promise<Findings> {
  const runtime = nodeRuntime({ threads: options.threads });
  const engine = await openEngine(directory(options.compiled), {}, { runtime, clock, after, digest });
  try {
    const { shallow, deep } = await exitsOf(engine, options);
    const { width, vocabularySize, maxTokens } = await engine.info();
    const rows: (readonly (string | number)[])[] = [];
    const ratios: number[] = [];
    for (const { tokens, times } of lengths.filter((length) => length.tokens <= maxTokens)) {
      const ids = randomIds(tokens, vocabularySize, randomLcg(5));
      const all = { texts: [ids], prompt: "", dimension: width, normalize: true };
      const repeated = (run: () => Promise<unknown>) => async (): Promise<void> => {
        for (let time = 0; time < times; time++) await run();
      };
      const embed = (layer: number, states?: EmbedRequest["states"]): Promise<unknown> => engine.embed({ ...all, layer, states });
      const [alone, resumed, together] = await interleave(
        [
          { name: "deep", run: repeated(() => embed(deep)) },
          {
            name: "resumed",
            run: repeated(async () => {
              await embed(shallow, { name: "lab", keeps: true });
              await embed(deep, { name: "lab", keeps: false });
            }),
          },
          { name: "one pass", run: repeated(async () => engine.embedLayers?.({ ...all, layers: [shallow, deep] })) },
        ],
        { rounds: options.rounds, alternate: true },
      );
      const over = [resumed, together].map((variant) => ratioOfRounds(variant?.milliseconds ?? [], alone?.milliseconds ?? []).median);
      const cpuOver = [resumed, together].map(
        (variant) => ratioOfRounds(variant?.cpuMilliseconds ?? [], alone?.cpuMilliseconds ?? []).median,
      );
      ratios.push(...over);
      const medians = [alone, resumed, together].map((variant) => summarize(variant?.milliseconds ?? []).median / times);
      rows.push([tokens, ...medians, ...over, ...cpuOver]);
    }
    const columns = [
      { title: "tokens", digits: 0 },
      { title: `exit ${deep} alone, ms`, digits: 2 },
      { title: `exit ${shallow}, then ${deep}, ms`, digits: 2 },
      { title: "both in one pass, ms", digits: 2 },
      { title: "one after the other, times alone", digits: 3 },
      { title: "one pass, times alone", digits: 3 },
      { title: "CPU, one after the other", digits: 3 },
      { title: "CPU, one pass", digits: 3 },
    ];
    const most = Math.max(...ratios);
    const bounds = [bound(`exit ${shallow}, then ${deep} of the same text: times exit ${deep} alone`, most, "at most", 1.05)];
    return { tables: [{ columns, rows }], bounds, notes: [`${options.threads} threads, in the caller's thread`] };
  } finally {
    await engine.dispose();
  }
}

/** The tokens of candidates are cut to so many, as passages are. */
const longest = 256;

/** A search of many texts, through the default isolation. */
async function measureSearch(options: CascadeOptions): Promise<Findings> {
  const { compiled, threads, dimension, keep, rounds } = options;
  await using embedder = await loadModel(compiled, { threads });
  const { shallow, deep } = await exitsOf(embedder, options);
  const { vocabularySize } = await embedder.info();
  const random = randomLcg(9);
  const texts = logNormalLengths(options.texts, mixed(longest), random).map((length) => randomIds(length, vocabularySize, random));
  const query = randomIds(12, vocabularySize, random);
  const cascade = [{ layer: shallow, dimension, keep }, { layer: deep }];
  const [all, inSteps] = await interleave(
    [
      { name: `exit ${deep} for all`, run: async () => embedder.search(query, texts, { layer: deep, topK: 10 }) },
      { name: "cascade", run: async () => embedder.search(query, texts, { cascade, topK: 10 }) },
    ],
    { rounds: Math.min(rounds, 3), alternate: true },
  );
  const ratio = ratioOfRounds(all?.milliseconds ?? [], inSteps?.milliseconds ?? []).median;
  const cpuRatio = ratioOfRounds(all?.cpuMilliseconds ?? [], inSteps?.cpuMilliseconds ?? []).median;
  const reports = inSteps?.results.at(-1)?.cascade ?? [];
  const rows = [
    [`exit ${deep} for all`, summarize(all?.milliseconds ?? []).median, texts.length, 0, 1, 1],
    ...reports.map(({ layer, computed, resumed }) => [`cascade: exit ${layer}`, "", computed, resumed, "", ""]),
    ["cascade", summarize(inSteps?.milliseconds ?? []).median, "", "", ratio, cpuRatio],
  ];
  const columns = [
    { title: "search" },
    { title: "ms", digits: 0 },
    { title: "computed", digits: 0 },
    { title: "resumed", digits: 0 },
    { title: "times as fast", digits: 2 },
    { title: "CPU, times as little", digits: 2 },
  ];
  const tokens = texts.reduce((sum, { length }) => sum + length, 0);
  return {
    tables: [{ columns, rows }],
    bounds: [bound(`a cascade over ${texts.length} texts that keeps ${keep}: times as fast as exit ${deep} for all`, ratio, "at least", 2)],
    notes: [`${texts.length} texts of ${tokens} tokens, log-normal, up to ${longest}; isolation thread, ${threads} threads`],
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { NestvecError } from "@nestvec/core";
import {
  bound,
  type Findings,
  logNormalLengths,
  mixed,
  openPlainSession,
  randomIds,
  ratioOfRounds,
  runtimeWith,
  summarize,
} from "@nestvec/bench/measuring";
import { randomLcg } from "d3-random";
import type { Benchmark, Setting } from "./benchmark.ts";
import { watchBatches } from "./batch-ends.ts";
import { loadSetting, type OpenSetting } from "./load-setting.ts";

const sizes = {
  full: { texts: 5000, queries: 100, queued: 96 },
  quick: { texts: 1000, queries: 20, queued: 32 },
  tiny: { texts: 2000, queries: 3, queued: 8 },
} as const;

const queryTokens = 16;
const arrivalBatch = 32;
const waiting = Symbol("waiting");

/** How long a query waits that comes while a long job is under way. */
export const queryDuringBulk: Benchmark = {
  name: "query-during-bulk",
  title: "A query of 16 tokens sent during a bulk job",
  async run(setting) {
    const size = sizes[setting.scale];
    const random = randomLcg(3);
    const draw = (length: number): Int32Array => randomIds(length, setting.vocabularySize, random);
    const texts = logNormalLengths(size.texts, mixed(setting.cut), random).map(draw);
    await using open = await loadSetting(setting);
    const alone = await timesOf(size.queries, () => open.embed([draw(queryTokens)]));
    const until = performance.now() + setting.seconds * 1000;
    const during = await queriesDuring(open, setting.layer, texts, { ...size, until, random, query: () => draw(queryTokens) });
    const first = await firstInFirstOut(setting, texts.slice(0, size.queued), draw(queryTokens));
    return findingsOf(summarize(alone).median, during, first, size);
  },
};

interface Plan {
  readonly queries: number;
  readonly until: number;
  readonly random: () => number;
  query(): Int32Array;
}

/** What was measured while the job was under way. */
interface During {
  /** Milliseconds of each query. */
  readonly queries: readonly number[];
  /** Milliseconds of the batch in which each query was sent. */
  readonly batches: readonly number[];
}

async function queriesDuring({ embedder, embed }: OpenSetting, layer: number, texts: readonly Int32Array[], plan: Plan): Promise<During> {
  const stop = new AbortController();
  const bulk = embed(texts, { lane: "bulk", signal: stop.signal }).then(
    () => undefined,
    (error: unknown) => error,
  );
  // Until the job has come to the queue, or has failed.
  while ((await embedder.stats()).queuedTexts === 0 && (await Promise.race([bulk, sleep(1, waiting)])) === waiting);
  const watch = watchBatches(embedder, layer);
  const queries: { readonly sent: number; readonly took: number }[] = [];
  // In which batch a query was sent is known once a batch was seen whole: the first, of which it is not, has another sent in its place.
  const seen = () => queries.filter(({ sent }) => !Number.isNaN(watch.during(sent)));
  while (seen().length < plan.queries && (queries.length === 0 || performance.now() < plan.until)) {
    // At a random moment of a batch; before the first was seen, at once.
    await sleep(2 * (watch.mean() || 0) * plan.random());
    const sent = performance.now();
    await embed([plan.query()]);
    const took = performance.now() - sent;
    if ((await embedder.stats()).queuedTexts === 0) break;
    queries.push({ sent, took });
  }
  await watch.stop();
  stop.abort();
  const problem = await bulk;
  if (problem !== undefined && !NestvecError.is(problem, "ABORTED")) throw problem;
  const shown = seen().slice(0, plan.queries);
  return { queries: shown.map(({ took }) => took), batches: shown.map(({ sent }) => watch.during(sent)) };
}

/** The same query behind a queue in which each job is finished before the next begins. */
async function firstInFirstOut(setting: Setting, texts: readonly Int32Array[], query: Int32Array): Promise<number> {
  const session = await openPlainSession(setting, runtimeWith({ arena: true, spinning: false }, setting.threads));
  let queue: Promise<unknown> = session.run([query]);
  await queue;
  const started = performance.now();
  for (let start = 0; start < texts.length; start += arrivalBatch) {
    queue = queue.then(() => session.run(texts.slice(start, start + arrivalBatch)));
  }
  await queue.then(() => session.run([query]));
  const took = performance.now() - started;
  await session.dispose();
  return took;
}

async function timesOf(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < count; round++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times;
}

function findingsOf(alone: number, { queries, batches }: During, first: number, size: (typeof sizes)[keyof typeof sizes]): Findings {
  const { median, p95, most, count } = summarize(queries);
  const batch = summarize(batches).median;
  // Each by its own batch, since on a busy machine some take many times as long as others.
  const inBatches = ratioOfRounds(queries, batches).p95;
  const row = (what: string, milliseconds: number): (string | number)[] => [what, milliseconds, milliseconds / batch, milliseconds / alone];
  return {
    tables: [
      {
        columns: [
          { title: "what" },
          { title: "ms", digits: 1 },
          { title: "in batch times", digits: 2 },
          { title: "times the query alone", digits: 1 },
        ],
        rows: [
          row("the batch in which a query was sent, p50", batch),
          row("the query alone, p50", alone),
          row("the query during bulk, p50", median),
          row("the query during bulk, p95", p95),
          row("the query during bulk, longest", most),
          row(`first in, first out, ${size.queued} texts before it`, first),
        ],
      },
    ],
    bounds: [
      bound("p95 of each query's time over that of the batch in which it was sent,", inBatches, "at most", 2, count >= size.queries),
    ],
    notes: [
      `${count} queries at random moments of a job of ${size.texts} texts, isolation thread`,
      `first in, first out: batches of ${arrivalBatch} in the order of arrival; with ${size.texts} texts before it, about ${Math.round(size.texts / size.queued)} times as long`,
    ],
  };
}

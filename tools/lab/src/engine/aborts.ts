import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { NestvecError } from "@nestvec/core";
import { bound, type Findings, logNormalLengths, mostlyShort, randomIds } from "@nestvec/bench/measuring";
import { randomInt, randomLcg } from "d3-random";
import { shuffle } from "simple-statistics";
import type { Benchmark, Setting } from "./benchmark.ts";
import { loadSetting, type OpenSetting } from "./load-setting.ts";

const sizes = {
  full: { calls: 1000, aborted: 300 },
  quick: { calls: 200, aborted: 60 },
  tiny: { calls: 20, aborted: 6 },
} as const;
const callers = 32;

/** What became of the calls. */
interface Outcome {
  answered: number;
  aborted: number;
  /** Aborted after their answer had come. */
  late: number;
  readonly signals: AbortSignal[];
  failed: unknown[];
}

/** Calls that are given up at random moments leave nothing behind. */
export const aborts: Benchmark = {
  name: "aborts",
  title: "Calls aborted at random moments",
  async run(setting) {
    const size = sizes[setting.scale];
    const random = randomLcg(5);
    const rejections: unknown[] = [];
    const note = (reason: unknown): void => void rejections.push(reason);
    process.on("unhandledRejection", note);
    try {
      await using open = await loadSetting(setting);
      // The same once before: a second time, nothing is opened, compiled or grown for the first time.
      await callAll(open, setting, size, random);
      const before = await resident();
      const outcome = await callAll(open, setting, size, random);
      const counters = await settled(open);
      const after = await resident();
      return findingsOf(size, outcome, { rejections: rejections.length, counters, before, after });
    } finally {
      process.off("unhandledRejection", note);
    }
  },
};

async function callAll(
  open: OpenSetting,
  setting: Setting,
  size: { calls: number; aborted: number },
  random: () => number,
): Promise<Outcome> {
  const outcome: Outcome = { answered: 0, aborted: 0, late: 0, signals: [], failed: [] };
  const places = shuffle(
    Array.from({ length: size.calls }, (_, place) => place < size.aborted),
    random,
  );
  let sum = 0;

  async function call(toAbort: boolean): Promise<void> {
    const lengths = logNormalLengths(randomInt.source(random)(1, 5)(), mostlyShort(setting.cut), random);
    const texts = lengths.map((length) => randomIds(length, setting.vocabularySize, random));
    const stop = new AbortController();
    // Within half of what a call has taken so far, in the mean: most are waiting or running then.
    const moment = (0.5 * random() * sum) / Math.max(1, outcome.answered);
    const timer = toAbort ? setTimeout(() => stop.abort(), moment) : undefined;
    const started = performance.now();
    try {
      await open.embed(texts, { signal: stop.signal });
      sum += performance.now() - started;
      outcome.answered += 1;
      if (toAbort) outcome.late += 1;
    } catch (error) {
      if (NestvecError.is(error, "ABORTED") && toAbort) outcome.aborted += 1;
      else outcome.failed.push(error);
    } finally {
      clearTimeout(timer);
      // After the answer, it must do nothing.
      stop.abort();
      outcome.signals.push(stop.signal);
    }
  }

  async function caller(): Promise<void> {
    for (let toAbort = places.pop(); toAbort !== undefined; toAbort = places.pop()) await call(toAbort);
  }
  await Promise.all(Array.from({ length: callers }, caller));
  return outcome;
}

/** The sum of the counters of what waits and runs, once the batch under way has ended. */
async function settled({ embedder }: OpenSetting): Promise<number> {
  for (let look = 0; ; look++) {
    const { queuedTexts, waitingTokens, runningTexts } = await embedder.stats();
    const counters = queuedTexts + waitingTokens + runningTexts;
    if (counters === 0 || look === 100) return counters;
    await sleep(50);
  }
}

/** Resident memory in MB, garbage collected where this process may ask for that. */
async function resident(): Promise<number> {
  globalThis.gc?.();
  await sleep(100);
  return process.memoryUsage.rss() / 1e6;
}

function findingsOf(
  size: { calls: number; aborted: number },
  outcome: Outcome,
  left: { rejections: number; counters: number; before: number; after: number },
): Findings {
  const { rejections, counters, before, after } = left;
  const answers = outcome.answered + outcome.aborted;
  // What an aborted call waits for goes with the batch that it was in, so that this is looked at last.
  const listeners = outcome.signals.reduce((sum, signal) => sum + getEventListeners(signal, "abort").length, 0);
  return {
    tables: [
      {
        columns: ["calls", "answered", "aborted before their answer", "to be aborted, but answered before"].map((title) => ({
          title,
          digits: 0,
        })),
        rows: [[size.calls, outcome.answered, outcome.aborted, outcome.late]],
      },
      {
        columns: [{ title: "resident memory" }, { title: "MB", digits: 0 }],
        rows: [
          ["before", before],
          ["after", after],
        ],
      },
    ],
    bounds: [
      bound("calls answered or ABORTED", answers, "at least", size.calls),
      bound("texts and tokens still counted as waiting or running", counters, "at most", 0),
      bound("unhandled rejections", rejections, "at most", 0),
      bound("listeners left on signals", listeners, "at most", 0),
      bound("resident memory after over before", after / before, "at most", 1.1),
    ],
    notes: [`${callers} callers, 1 to 4 texts a call, isolation thread`, ...outcome.failed.map((error) => `failed: ${String(error)}`)],
  };
}

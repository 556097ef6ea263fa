import { effect, signal, type Signal } from "@preact/signals";
import { median } from "../measures/median.ts";
import { problemOf, type Problem } from "./problem.ts";
import { exampleSentences } from "./examples.ts";
import { isWhole, layers, model } from "./model.ts";
import { storing } from "./stored-list.ts";

/** How long one text takes at each exit, on this page. */
export interface Latency {
  readonly text: string;
  readonly runs: number;
  /** From the call to the answer, worker and messages included, in milliseconds, by exit. */
  readonly byLayer: ReadonlyMap<number, Times>;
}

/** Several runs of the same: the median, and the fastest and slowest. */
export interface Times {
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
}

/** The last measurement. */
export const latency: Signal<Latency | undefined> = signal(undefined);

/** Whether one is under way. */
export const isMeasuring: Signal<boolean> = signal(false);

/** Why there is none. */
export const latencyProblem: Signal<Problem | undefined> = signal(undefined);

const runs = 9;
const text = exampleSentences[5] ?? "";

/** Measures every exit in turn, after a round that does not count, round after round, so that a slow moment of the machine touches all of them alike. */
export async function measureLatency(): Promise<void> {
  const { embedder } = model.value ?? {};
  if (embedder === undefined || !isWhole.value || isMeasuring.value) return;
  isMeasuring.value = true;
  latencyProblem.value = undefined;
  try {
    const times = new Map<number, number[]>(layers.value.map((layer) => [layer, []]));
    for (let run = -1; run < runs; run++) {
      for (const [layer, measured] of times) {
        const start = performance.now();
        await embedder.embed([text], { layer });
        if (run >= 0) measured.push(performance.now() - start);
      }
    }
    latency.value = { text, runs, byLayer: new Map([...times].map(([layer, measured]) => [layer, timesOf(measured)])) };
  } catch (error) {
    latencyProblem.value = problemOf(error);
  } finally {
    isMeasuring.value = false;
  }
}

const timesOf = (measured: readonly number[]): Times => ({
  median: median(measured),
  fastest: Math.min(...measured),
  slowest: Math.max(...measured),
});

/** Measures once, as soon as all exits are open and nothing else is to do. */
export const measureWhenOpen = (): (() => void) =>
  effect(() => {
    const isIdle = storing.value.stored > 0 && !storing.value.isRunning;
    if (isWhole.value && isIdle && latency.peek() === undefined) void measureLatency();
  });

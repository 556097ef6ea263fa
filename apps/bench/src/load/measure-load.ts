import { setTimeout as sleep } from "node:timers/promises";
import { send, type Outcome } from "../server/http-client.ts";
import { textsOf } from "../server/texts.ts";
import { loadUrl, type LoadOptions } from "./load-options.ts";

/** What came of a load. */
export interface MeasuredLoad {
  /** Milliseconds of each answered request from the moment that it was due: a client that fell behind hides nothing. */
  readonly milliseconds: readonly number[];
  /** Answers by status; 0 counts connections that broke. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Why connections broke, with counts. */
  readonly problems: ReadonlyMap<string, number>;
  /** Requests that were sent; fewer than asked for where it was stopped. */
  readonly sent: number;
  /** From the first request to the last one sent. */
  readonly sendingSeconds: number;
  /** From the first request to the last answer. */
  readonly allSeconds: number;
}

/**
 * Sends requests at a steady rate, whether or not earlier ones were answered, and waits for all answers. A stop ends the sending.
 * @throws NestvecError ARGUMENT_INVALID
 */
export async function measureLoad(options: LoadOptions, signal: AbortSignal): Promise<MeasuredLoad> {
  const { rate, seconds } = options;
  const url = loadUrl(options).href;
  const headers = options.key === undefined ? {} : { authorization: `Bearer ${options.key}` };
  // Made before, since making them would take the time of those that are due.
  const bodies = bodiesOf(options, Math.max(1, Math.round(rate * seconds)));
  const milliseconds: number[] = [];
  const statuses = new Map<number, number>();
  const problems = new Map<string, number>();
  const begun = performance.now();
  const take = (place: number, { status, problem }: Outcome): void => {
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (problem !== undefined) problems.set(problem, (problems.get(problem) ?? 0) + 1);
    if (status === 200) milliseconds.push(performance.now() - begun - (place * 1000) / rate);
  };
  const all: Promise<void>[] = [];
  while (all.length < bodies.length && !signal.aborted) {
    // What is due by now, at once: a timer is not exact enough for one at a time.
    const due = Math.min(bodies.length, Math.floor(((performance.now() - begun) / 1000) * rate) + 1);
    while (all.length < due) {
      const place = all.length;
      all.push(send(url, bodies[place] ?? "", undefined, headers).then((outcome) => take(place, outcome)));
    }
    await sleep(1);
  }
  const sendingSeconds = (performance.now() - begun) / 1000;
  await Promise.all(all);
  return { milliseconds, statuses, problems, sent: all.length, sendingSeconds, allSeconds: (performance.now() - begun) / 1000 };
}

function bodiesOf({ tokens, texts, model }: LoadOptions, count: number): readonly string[] {
  return Array.from({ length: count }, (_, place) =>
    JSON.stringify({ input: textsOf(tokens, texts, place), encoding_format: "base64", ...(model === undefined ? {} : { model }) }),
  );
}

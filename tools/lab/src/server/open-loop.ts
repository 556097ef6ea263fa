import { type Outcome, percentile, send } from "@nestvec/bench/measuring";
import { shown } from "./shown.ts";
import { residentMegabytes, startServerProcess, stopServerProcess } from "./server-process.ts";
import { textsOf } from "./texts.ts";

const deadline = 5000;
const underWay = 64;

/** Parts and multiples of what the server can do. */
const factors = [0.5, 1, 2, 5, 10] as const;

/** What came of one step of the load. */
interface Step {
  readonly sent: number;
  /** Requests a second that were answered with vectors while the load lasted. */
  readonly goodput: number;
  readonly accepted: readonly number[];
  readonly refused: number;
  readonly late: number;
  readonly others: number;
  readonly memory: { readonly http: number; readonly children: number };
}

/**
 * Requests that come whether or not earlier ones were answered: 128 tokens, one text each, the deepest exit. Rounds of all steps, since a machine
 * is not as fast at one time as at another: what the server can do is measured anew before each round, with requests of the same kind from callers
 * enough to keep it busy, and the steps of a round are compared with each other.
 */
export async function openLoop(seconds: number, rounds: number, flags: readonly string[]): Promise<void> {
  const server = await startServerProcess([...flags, "--max-concurrent-requests", String(underWay), "--deadline", String(deadline)]);
  const url = `${server.url}/v1/embeddings`;
  await capacityOf(url, 2);
  const capacities: number[] = [];
  const steps = new Map<number, Step[]>(factors.map((factor) => [factor, []]));
  for (let round = 0; round < rounds; round++) {
    const capacity = await capacityOf(url, seconds);
    capacities.push(capacity);
    for (const factor of factors) {
      const { outcomes, sent, goodput } = await offered(url, capacity * factor, seconds);
      const count = (status: number): number => outcomes.filter((outcome) => outcome.status === status).length;
      const accepted = outcomes.filter(({ status }) => status === 200).map(({ milliseconds }) => milliseconds);
      const [refused, late] = [count(429), count(504)];
      const others = outcomes.length - accepted.length - refused - late;
      steps.get(factor)?.push({ sent, goodput, accepted, refused, late, others, memory: residentMegabytes(server.child.pid ?? 0) });
    }
  }
  await stopServerProcess(server);
  print(capacities, steps, seconds);
}

function print(capacities: readonly number[], steps: ReadonlyMap<number, readonly Step[]>, seconds: number): void {
  const whole = steps.get(1) ?? [];
  const list = capacities.map((capacity) => shown(capacity)).join(", ");
  process.stdout.write(
    `\n${callers} callers that wait get ${list} requests/s answered, round by round; at most ${underWay} under way; deadline `,
  );
  process.stdout.write(
    `${deadline} ms; ${seconds} s a step; medians of the rounds\n\n| load | sent/s | answered/s | of 1×, % | p50 ms | p99 ms `,
  );
  process.stdout.write("| 429 | 504 | other | HTTP MB | children MB |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const [factor, all] of steps) {
    const median = (value: (step: Step, round: number) => number): number => percentile(all.map(value), 0.5);
    const sum = (value: (step: Step) => number): number => all.reduce((total, step) => total + value(step), 0);
    const accepted = all.flatMap((step) => step.accepted);
    const cells = [
      `${factor}×`,
      shown(median(({ sent }) => sent)),
      shown(median(({ goodput }) => goodput)),
      shown(median(({ goodput }, round) => (100 * goodput) / (whole[round]?.goodput ?? Number.NaN))),
      shown(percentile(accepted, 0.5), 0),
      shown(percentile(accepted, 0.99), 0),
      sum(({ refused }) => refused),
      sum(({ late }) => late),
      sum(({ others }) => others),
      all.at(-1)?.memory.http ?? 0,
      all.at(-1)?.memory.children ?? 0,
    ];
    process.stdout.write(`| ${cells.join(" | ")} |\n`);
  }
}

let seed = 0;
const bodyOf = (place: number): string => JSON.stringify({ input: textsOf(128, 1, place)[0], encoding_format: "base64" });

/** Four full batches of 128-token texts: at any time some wait, so that the server is never idle, and none so long that it would be refused. */
const callers = 16;

/** Requests a second that callers get answered. One that is refused waits as long as it is told: asking again at once would take the time of all. */
async function capacityOf(url: string, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  const begun = performance.now();
  let answeredInTime = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      const { status, headers } = await send(url, bodyOf(++seed));
      if (status === 200 && performance.now() <= end) answeredInTime += 1;
      if (status !== 200) await new Promise((resolve) => setTimeout(resolve, Number(headers["retry-after-ms"] ?? 100)));
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (answeredInTime * 1000) / (end - begun);
}

async function offered(
  url: string,
  rate: number,
  seconds: number,
): Promise<{ outcomes: readonly Outcome[]; sent: number; goodput: number }> {
  const total = Math.min(20_000, Math.max(1, Math.round(rate * seconds)));
  const bodies = Array.from({ length: total }, () => bodyOf(++seed));
  const begun = performance.now();
  let answeredInTime = 0;
  const all: Promise<Outcome>[] = [];
  while (all.length < total) {
    // What is due by now, at once: to wake up for each would take time of the cores that both processes share.
    const due = Math.min(total, Math.ceil(((performance.now() - begun) / 1000) * rate));
    while (all.length < due) {
      const outcome = send(url, bodies[all.length] ?? "");
      void outcome.then(({ status }) => {
        if (status === 200 && performance.now() - begun <= seconds * 1000) answeredInTime += 1;
      });
      all.push(outcome);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const sendingSeconds = (performance.now() - begun) / 1000;
  const outcomes = await Promise.all(all);
  return { outcomes, sent: total / sendingSeconds, goodput: answeredInTime / seconds };
}

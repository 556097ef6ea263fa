import { send, type Outcome } from "./http-client.ts";
import { percentile, shown } from "./percentile.ts";
import { residentMegabytes, startServerProcess, stopServerProcess } from "./server-process.ts";
import { textsOf } from "./texts.ts";

const deadline = 5000;

/** Requests that come whether or not earlier ones were answered, at parts and multiples of what the server can do: 128 tokens, the deepest exit. */
export async function openLoop(seconds: number, flags: readonly string[]): Promise<void> {
  const server = await startServerProcess([...flags, "--max-concurrent-requests", "64", "--deadline", String(deadline)]);
  const url = `${server.url}/v1/embeddings`;
  await capacityOf(url, 2);
  const capacity = await capacityOf(url, seconds);
  process.stdout.write(`\ncapacity: ${shown(capacity)} requests/s; at most 64 under way; deadline ${deadline} ms; ${seconds} s each\n\n`);
  process.stdout.write(
    "| load | sent/s | answered/s | p50 ms | p99 ms | 429 | 504 | other | HTTP MB | children MB |\n|---|---|---|---|---|---|---|---|---|---|\n",
  );
  for (const factor of [0.5, 1, 2, 5, 10]) {
    const { outcomes, sent, answeredRate } = await offered(url, capacity * factor, seconds);
    const accepted = outcomes.filter(({ status }) => status === 200).map(({ milliseconds }) => milliseconds);
    const count = (status: number): number => outcomes.filter((outcome) => outcome.status === status).length;
    const others = outcomes.length - accepted.length - count(429) - count(504);
    const { http, children } = residentMegabytes(server.child.pid ?? 0);
    const cells = [
      `${factor}×`,
      shown(sent),
      shown(answeredRate),
      shown(percentile(accepted, 0.5), 0),
      shown(percentile(accepted, 0.99), 0),
    ];
    process.stdout.write(`| ${[...cells, count(429), count(504), others, http, children].join(" | ")} |\n`);
  }
  await stopServerProcess(server);
}

let seed = 0;
const bodyOf = (place: number): string => JSON.stringify({ input: textsOf(128, 1, place)[0], encoding_format: "base64" });

/** Requests a second that 32 callers get answered. */
async function capacityOf(url: string, seconds: number): Promise<number> {
  const begun = performance.now();
  let answered = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() - begun < seconds * 1000) if ((await send(url, bodyOf(++seed))).status === 200) answered += 1;
  };
  await Promise.all(Array.from({ length: 32 }, caller));
  return (answered * 1000) / (performance.now() - begun);
}

async function offered(
  url: string,
  rate: number,
  seconds: number,
): Promise<{ outcomes: readonly Outcome[]; sent: number; answeredRate: number }> {
  const total = Math.min(20_000, Math.round(rate * seconds));
  const bodies = Array.from({ length: total }, () => bodyOf(++seed));
  const begun = performance.now();
  let answeredInTime = 0;
  const all: Promise<Outcome>[] = [];
  while (all.length < total) {
    // What is due by now, at once; a timer is not exact enough for one at a time.
    const due = Math.min(total, Math.ceil(((performance.now() - begun) / 1000) * rate));
    while (all.length < due) {
      const outcome = send(url, bodies[all.length] ?? "");
      void outcome.then(({ status }) => {
        if (status === 200 && performance.now() - begun <= seconds * 1000) answeredInTime += 1;
      });
      all.push(outcome);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const sendingSeconds = (performance.now() - begun) / 1000;
  const outcomes = await Promise.all(all);
  return { outcomes, sent: total / sendingSeconds, answeredRate: answeredInTime / Math.max(seconds, sendingSeconds) };
}

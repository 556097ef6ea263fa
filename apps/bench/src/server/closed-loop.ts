import { send } from "./http-client.ts";
import { percentile, shown } from "./percentile.ts";
import { startServerProcess, stopServerProcess } from "./server-process.ts";
import { textsOf } from "./texts.ts";

/** Callers that each send the next request when the last was answered: 14 tokens, one a request, the deepest exit. TEI's figures beside. */
export async function closedLoop(seconds: number, flags: readonly string[]): Promise<void> {
  const server = await startServerProcess(flags);
  const measured = { 1: 188, 8: 240, 32: 225 } as const;
  process.stdout.write("\n| callers | requests/s | p50 ms | p99 ms | TEI 1.9.3 requests/s | other statuses |\n|---|---|---|---|---|---|\n");
  for (const callers of [1, 8, 32] as const) {
    await round(server.url, callers, 1);
    const { rate, times, others } = await round(server.url, callers, seconds);
    const cells = [callers, shown(rate), shown(percentile(times, 0.5)), shown(percentile(times, 0.99)), measured[callers], others];
    process.stdout.write(`| ${cells.join(" | ")} |\n`);
  }
  await stopServerProcess(server);
}

let seed = 0;

async function round(url: string, callers: number, seconds: number): Promise<{ rate: number; times: readonly number[]; others: number }> {
  const bodies = textsOf(14, 20_000, ++seed).map((input) => JSON.stringify({ input, encoding_format: "base64" }));
  const times: number[] = [];
  let others = 0;
  let next = 0;
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const caller = async (): Promise<void> => {
    while (performance.now() < end && next < bodies.length) {
      const { status, milliseconds } = await send(`${url}/v1/embeddings`, bodies[next++] ?? "");
      if (status === 200) times.push(milliseconds);
      else others += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { rate: (times.length * 1000) / (performance.now() - begun), times, others };
}

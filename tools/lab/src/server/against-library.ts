import { percentile, send } from "@nestvec/bench/measuring";
import { loadModel } from "@nestvec/runtime-node";
import { shown } from "./shown.ts";
import { startServerProcess, stopServerProcess } from "./server-process.ts";
import { textsOf } from "./texts.ts";

/** Microseconds that threads wait awake, the same for both, so that what is left is the server's own. */
const spinning = 30;

/** The server against the library's own calls on the same texts, interleaved: throughput at 32 texts a request and at one, and what a query pays. */
export async function againstLibrary(rounds: number, flags: readonly string[], threads: number | undefined): Promise<void> {
  const server = await startServerProcess(["--spin-microseconds", String(spinning), ...flags]);
  const library = await loadModel("nestvec-mini", {
    isolation: "process",
    spinMicroseconds: spinning,
    threads,
  });
  await library.warmUp({ layers: [6] });
  const url = `${server.url}/v1/embeddings`;
  const overHttp = async (texts: readonly string[]): Promise<unknown> =>
    send(url, JSON.stringify({ input: texts, encoding_format: "base64" }));
  const within = (texts: readonly string[]): Promise<unknown> => library.embed(texts);
  const rates = { 32: { http: [] as number[], library: [] as number[] }, 1: { http: [] as number[], library: [] as number[] } };
  const queries = { http: [] as number[], library: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    for (const size of [32, 1] as const) {
      // The first round is a warm-up of both.
      for (const [variant, embed] of [
        ["http", overHttp],
        ["library", within],
      ] as const) {
        const texts = textsOf(128, 64, round * 4 + size + (variant === "http" ? 1 : 2));
        const rate = await throughput(texts, size, embed);
        if (round > 0) rates[size][variant].push(rate);
      }
    }
    for (const [place, text] of textsOf(16, 60, 1000 + round).entries()) {
      const variant = place % 2 === 0 ? "http" : "library";
      const begun = performance.now();
      await (variant === "http" ? overHttp([text]) : within([text]));
      if (round > 0) queries[variant].push(performance.now() - begun);
    }
  }
  const p50 = { http: percentile(queries.http, 0.5), library: percentile(queries.library, 0.5) };
  process.stdout.write("\n| | server | library | |\n|---|---|---|---|\n");
  for (const size of [32, 1] as const) {
    const [http, own] = [percentile(rates[size].http, 0.5), percentile(rates[size].library, 0.5)];
    process.stdout.write(
      `| texts/s, 128 tokens, ${size} a request, 8 requests at a time | ${shown(http)} | ${shown(own)} | ${shown((100 * http) / own)} % |\n`,
    );
  }
  process.stdout.write(
    `| p50 ms of a 16-token query | ${shown(p50.http, 2)} | ${shown(p50.library, 2)} | + ${shown(p50.http - p50.library, 2)} ms |\n`,
  );
  await library.dispose();
  await stopServerProcess(server);
}

/** Texts a second, in requests of a size, up to eight at a time. */
async function throughput(texts: readonly string[], size: number, embed: (texts: readonly string[]) => Promise<unknown>): Promise<number> {
  const requests = Array.from({ length: Math.ceil(texts.length / size) }, (_, place) => texts.slice(place * size, (place + 1) * size));
  let next = 0;
  const begun = performance.now();
  const caller = async (): Promise<void> => {
    while (next < requests.length) await embed(requests[next++] ?? []);
  };
  await Promise.all(Array.from({ length: Math.min(8, requests.length) }, caller));
  return (texts.length * 1000) / (performance.now() - begun);
}

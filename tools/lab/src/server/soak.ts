import { connect } from "node:net";
import { send } from "@nestvec/bench/measuring";
import { metric } from "./metric.ts";
import { halfOpen, impatientClients, pipelining, recovered, unreadAnswers, wrongBesideBulk, type Misuse, type Verdict } from "./misuse.ts";
import { childrenOf, residentMegabytes, startServerProcess, stopServerProcess, type ServerProcess } from "./server-process.ts";
import { textsOf } from "./texts.ts";

/** How often each thing is done. */
export interface SoakCounts {
  readonly goneClients: number;
  readonly kills: number;
  readonly drains: number;
  readonly slowSockets: number;
  readonly impatient: number;
  readonly pipelined: number;
  readonly halfOpen: number;
  readonly wrong: number;
  readonly unread: number;
}

/**
 * Clients that misbehave, children that are killed, drains under load: what is lost, what is left, and whether the server goes on after each.
 * Resolves with whether it always did, and every stop was in order.
 */
export async function soak(counts: SoakCounts, flags: readonly string[]): Promise<boolean> {
  process.stdout.write("\n| what | count | outcome |\n|---|---|---|\n");
  const server = await startServerProcess([...flags, "--request-timeout", "2000", "--max-concurrent-requests", "2000"]);
  await send(`${server.url}/v1/embeddings`, bodyOf(0));
  const before = residentMegabytes(server.child.pid ?? 0);
  let isRight = true;
  const each = async (what: string, count: number, misuse: Misuse): Promise<void> => {
    const during = await misuse(server, count);
    const after = await recovered(server);
    row(what, count, `${during}; ${after.outcome}`);
    isRight &&= after.isRight;
  };
  await each("requests, 30 % of their clients gone", counts.goneClients, goneClients);
  await each("requests given up after 250 ms, 500 at a time", counts.impatient, impatientClients);
  await each("connections with 10 pipelined requests, closed", counts.pipelined, pipelining);
  await each("half-open connections", counts.halfOpen, halfOpen);
  await each("wrong requests beside bulk work", counts.wrong, wrongBesideBulk);
  await each("answers that are not read", counts.unread, unreadAnswers);
  await each("children killed under load", counts.kills, kills);
  await each("slow sockets", counts.slowSockets, slowSockets);
  const after = residentMegabytes(server.child.pid ?? 0);
  const left = `${await metric(server.metricsUrl, "te_queue_size")} texts waiting, ${await metric(server.metricsUrl, "nestvec_requests_under_way")} requests under way`;
  row("left afterwards", 1, `${left}; HTTP process ${before.http} → ${after.http} MB, children ${before.children} → ${after.children} MB`);
  await stopServerProcess(server);
  const stops = await drains(counts.drains, flags);
  row("drains under load", counts.drains, stops.outcome);
  return isRight && stops.isRight;
}

const row = (what: string, count: number, outcome: string): void => void process.stdout.write(`| ${what} | ${count} | ${outcome} |\n`);

let seed = 0;
const bodyOf = (tokens: number): string =>
  JSON.stringify({ input: textsOf(Math.max(8, tokens), 4, ++seed), layer: 2, encoding_format: "base64" });

async function goneClients({ url }: ServerProcess, total: number): Promise<string> {
  let answered = 0;
  let gone = 0;
  let wrong = 0;
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < total) {
      const leaves = next++ % 10 < 3;
      const stop = new AbortController();
      const timer = leaves ? setTimeout(() => stop.abort(), Math.random() * 60) : undefined;
      const { status } = await send(`${url}/v1/embeddings`, bodyOf(64), stop.signal);
      clearTimeout(timer);
      if (status === 200) answered += 1;
      else if (status === 0 && leaves) gone += 1;
      else wrong += 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, caller));
  return `${answered} answered, ${gone} gone, ${wrong} otherwise`;
}

async function kills({ url, child, metricsUrl }: ServerProcess, total: number): Promise<string> {
  const statuses = new Map<number, number>();
  const stop = new AbortController();
  const caller = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const { status } = await send(`${url}/v1/embeddings`, bodyOf(32));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  const callers = Array.from({ length: 4 }, caller);
  let killed = 0;
  for (let i = 0; i < total; i++) {
    const done = (await metric(metricsUrl, "nestvec_batches_total")) + 1;
    // After work was done since the last one: five deaths without any are a broken model, for which the pool has another rule.
    await until(async () => (await metric(metricsUrl, "nestvec_batches_total")) > done);
    const [worker] = childrenOf(child.pid ?? 0);
    if (worker === undefined) continue;
    process.kill(worker, "SIGKILL");
    killed += 1;
    await until(() => childrenOf(child.pid ?? 0).some((id) => id !== worker));
  }
  stop.abort();
  await Promise.all(callers);
  const list = [...statuses].toSorted().map(([status, count]) => `${count} × ${status}`);
  return `${killed} killed; answers: ${list.join(", ")}; ${await metric(metricsUrl, "nestvec_worker_restarts_total")} restarts`;
}

async function slowSockets({ url }: ServerProcess, total: number): Promise<string> {
  const { hostname, port } = new URL(url);
  const closed = Array.from({ length: total }, () => {
    const socket = connect(Number(port), hostname);
    socket.on("error", () => {});
    socket.write("POST /v1/embeddings HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{");
    const timer = setInterval(() => socket.write(" "), 500);
    return new Promise<boolean>((resolve) => {
      const late = setTimeout(() => resolve(false), 60_000);
      socket.on("close", () => {
        clearTimeout(late);
        clearInterval(timer);
        resolve(true);
      });
      socket.resume();
    });
  });
  const begun = performance.now();
  const { status } = await send(`${url}/v1/embeddings`, bodyOf(16));
  const others = `a request beside them: ${status} in ${Math.round(performance.now() - begun)} ms`;
  return `${(await Promise.all(closed)).filter(Boolean).length} closed by the server; ${others}`;
}

async function drains(total: number, flags: readonly string[]): Promise<Verdict> {
  let accepted = 0;
  let refused = 0;
  let lost = 0;
  const codes = new Map<number | null, number>();
  for (let i = 0; i < total; i++) {
    const server = await startServerProcess([...flags, "--layers", "2"]);
    const stop = new AbortController();
    const caller = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        const { status, problem } = await send(`${server.url}/v1/embeddings`, bodyOf(32));
        if (status === 200) accepted += 1;
        // A server that has ended refuses connections; what it had accepted must not break.
        else if (status === 503 || problem === "ECONNREFUSED") refused += 1;
        else lost += 1;
        if (status !== 200) return;
      }
    };
    const callers = Array.from({ length: 4 }, caller);
    await new Promise((resolve) => setTimeout(resolve, 200));
    server.child.kill("SIGTERM");
    const code = await server.ended;
    stop.abort();
    await Promise.all(callers);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  const list = [...codes].map(([code, count]) => `${count} × ${code}`).join(", ");
  const outcome = `exit codes ${list}; ${accepted} answered, ${refused} refused, ${lost} lost`;
  return { outcome, isRight: lost === 0 && codes.get(0) === total };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new RangeError("what was waited for did not come within a minute");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

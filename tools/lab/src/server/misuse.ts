import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { send } from "@nestvec/bench/measuring";
import { metric } from "./metric.ts";
import type { ServerProcess } from "./server-process.ts";
import { textsOf } from "./texts.ts";

/** What clients do to a server that they should not; each gives its outcome in words. `total`: requests or connections. */
export type Misuse = (server: ServerProcess, total: number) => Promise<string>;

let seed = 1_000_000;
const bodyOf = (tokens: number, count = 1): string =>
  JSON.stringify({ input: textsOf(tokens, count, ++seed), layer: 2, encoding_format: "base64" });

/** Runs tasks, so many at a time. */
async function several(callers: number, total: number, task: (place: number) => Promise<void>): Promise<void> {
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < total) await task(next++);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

/** A list of statuses and how often each came; 0 is a connection that broke or was given up. */
function counted(statuses: readonly number[]): string {
  const counts = new Map<number, number>();
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .toSorted(([left], [right]) => left - right)
    .map(([status, count]) => `${count} × ${status}`)
    .join(", ");
}

/** 500 callers at a time that each give up after 250 ms. */
export const impatientClients: Misuse = async ({ url }, total) => {
  const statuses: number[] = [];
  await several(500, total, async () => {
    const { status } = await send(`${url}/v1/embeddings`, bodyOf(16), AbortSignal.timeout(250));
    statuses.push(status);
  });
  return counted(statuses);
};

/** Connections with ten requests each that were sent at once, closed before all are answered. */
export const pipelining: Misuse = async ({ url }, total) => {
  let answers = 0;
  await several(60, total, async () => {
    const socket = await opened(url);
    socket.on("data", (data: Buffer) => (answers += data.toString("latin1").match(/HTTP\/1.1 200 /g)?.length ?? 0));
    socket.write(Array.from({ length: 10 }, () => rawRequest(bodyOf(16))).join(""));
    await sleep(Math.random() * 40);
    socket.destroy();
  });
  return `${answers} of ${total * 10} answered before they closed`;
};

/** Connections that send nothing, a part of a head, or a part of a body, for two seconds. */
export const halfOpen: Misuse = async ({ url }, total) => {
  const parts = ["", "POST /v1/embeddings HTTP/1.1\r\nhost: local", rawRequest(bodyOf(16)).slice(0, -10)];
  const sockets = await Promise.all(Array.from({ length: total }, () => opened(url)));
  for (const [place, socket] of sockets.entries()) socket.write(parts[place % parts.length] ?? "");
  const end = performance.now() + 2000;
  const statuses: number[] = [];
  while (performance.now() < end) statuses.push((await send(`${url}/v1/embeddings`, bodyOf(16))).status);
  for (const [place, socket] of sockets.entries()) {
    if (place % 2 === 0) socket.destroy();
    else socket.resetAndDestroy();
  }
  return `beside them: ${counted(statuses)}`;
};

/** Requests that are wrong, each in a way of its own, beside a bulk job. */
export const wrongBesideBulk: Misuse = async ({ url }, total) => {
  const wrong = [
    "{",
    "{}",
    `{"input":[]}`,
    `{"input":[""]}`,
    `{"input":"a","layer":99}`,
    `{"input":"a","dimensions":7777}`,
    `{"input":[[-1]]}`,
    `{"input":"a","model":"none"}`,
  ];
  const bulk = Promise.all(Array.from({ length: 4 }, () => send(`${url}/v1/embeddings`, bodyOf(64, 200))));
  const statuses: number[] = [];
  await several(16, total, async (place) => {
    statuses.push((await send(`${url}/v1/embeddings`, wrong[place % wrong.length] ?? "")).status);
  });
  return `${counted(statuses)}; bulk: ${counted((await bulk).map(({ status }) => status))}`;
};

/** Answers of megabytes that their clients do not read, for a second. */
export const unreadAnswers: Misuse = async ({ url }, total) => {
  const body = JSON.stringify({ input: Array.from({ length: 2000 }, () => "the same text") });
  const sockets = await Promise.all(Array.from({ length: total }, () => opened(url)));
  for (const socket of sockets) {
    socket.pause();
    socket.write(rawRequest(body));
  }
  await sleep(1000);
  for (const socket of sockets) socket.resetAndDestroy();
  return "closed by their clients";
};

/** How something went, in words, and whether as it must. */
export interface Verdict {
  readonly outcome: string;
  readonly isRight: boolean;
}

/** Waits until nothing is under way, a minute at most, and asks a hundred times, eight at a time: all must be answered. */
export async function recovered({ url, metricsUrl }: Pick<ServerProcess, "url" | "metricsUrl">, milliseconds = 60_000): Promise<Verdict> {
  const end = performance.now() + milliseconds;
  const names = ["te_queue_size", "nestvec_requests_under_way"] as const;
  for (;;) {
    const left = await Promise.all(names.map((name) => metric(metricsUrl, name)));
    if (left.every((count) => count === 0)) break;
    if (performance.now() > end) return { outcome: `${names.join(" and ")} stayed at ${left.join(" and ")}`, isRight: false };
    await sleep(20);
  }
  const statuses: number[] = [];
  await several(8, 100, async () => {
    statuses.push((await send(`${url}/v1/embeddings`, bodyOf(16))).status);
  });
  return { outcome: `queue empty, then ${counted(statuses)}`, isRight: statuses.every((status) => status === 200) };
}

function opened(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(socket));
    socket.on("error", () => resolve(socket));
  });
}

const rawRequest = (body: string): string =>
  `POST /v1/embeddings HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

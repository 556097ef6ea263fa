import { Writable } from "node:stream";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import type { Configuration } from "../configuration/configuration.ts";
import { configurationOf } from "../configuration/read-configuration.ts";
import type { LoadServed } from "../models/served-models.ts";
import { type RunningServer, startServer } from "../server/start-server.ts";

/** A real server on free ports of the loopback, with one child of one thread, and what it logged. */
export interface TestServer extends RunningServer {
  readonly logged: string[];
}

/** Starts a server. Whoever starts it stops it. */
export async function startForTest(settings: Partial<Configuration> = {}, load?: LoadServed): Promise<TestServer> {
  const small: Partial<Configuration> = { port: 0, prometheusPort: 0, threads: 1, layers: [2], logLevel: "debug" };
  const logged: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  });
  const server = await startServer(configurationOf({ ...small, ...settings }), pino({ level: "debug" }, sink), load);
  return { ...server, logged };
}

/** The same, and waits for its models. */
export async function serveForTest(settings: Partial<Configuration> = {}, load?: LoadServed): Promise<TestServer> {
  const server = await startForTest(settings, load);
  await server.started;
  return server;
}

/** A server for one test. */
export async function serveForThisTest(settings: Partial<Configuration> = {}, load?: LoadServed): Promise<TestServer> {
  const server = await serveForTest(settings, load);
  onTestFinished(async () => void (await server.stop()));
  return server;
}

/** Sends JSON. */
export async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: ReturnType<typeof JSON.parse>; readonly headers: Headers }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text), headers: response.headers };
}

/** A figure of a server's metrics. */
export async function metric({ metricsUrl }: TestServer, name: string): Promise<number> {
  const text = await fetch(metricsUrl!).then((response) => response.text());
  return Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, "m").exec(text)?.[1]);
}

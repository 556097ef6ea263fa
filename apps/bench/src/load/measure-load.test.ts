import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { measureLoad, type LoadOptions } from "./measure-load.ts";

const small = { rate: 100, seconds: 0.3, tokens: 12, seed: 1 };

/** A server that gives each request to `answer` when it has come as a whole. */
async function served(answer: (response: ServerResponse, request: IncomingMessage, body: string) => void): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (data: Buffer) => (body += data.toString()));
    request.on("end", () => answer(response, request, body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const vector = (response: ServerResponse): void => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ data: [{ embedding: "AAAA" }], usage: { prompt_tokens: 14 } }));
};

test("requests do not wait for each other's answers", async () => {
  // None is answered before all have come: of callers that wait, the second would never come. The first of all is the trial.
  const held: ServerResponse[] = [];
  let tried = false;
  const url = await served((response) => {
    if (!tried) vector(response);
    else if (held.push(response) === 30) held.forEach(vector);
    tried = true;
  });
  const { result } = await measureLoad({ ...small, url });
  expect(result).toMatchObject({ statuses: { 200: 30 }, tokens: 14 });
  // The first one has waited for the moment of the last one, and all of that counts.
  expect(result.latency?.most).toBeGreaterThan(result.latency?.p50 ?? NaN);
});

test("every other end is counted by what it was, and is no goodput", async () => {
  let come = -1;
  const url = await served((response, request) => {
    come += 1;
    if (come > 0 && come % 3 === 1) response.writeHead(429).end();
    else if (come > 0 && come % 3 === 2) request.socket.destroy();
    else vector(response);
  });
  const { result } = await measureLoad({ ...small, url });
  expect(result.statuses).toMatchObject({ 200: 10, 429: 10, ECONNRESET: 10 });
  expect(result.goodput).toBeLessThanOrEqual(10 / 0.3);
});

test("what is never answered is given up", async () => {
  let tried = false;
  const url = await served((response) => {
    if (!tried) vector(response);
    tried = true;
  });
  const { result } = await measureLoad({ ...small, rate: 10, url, patience: 300 });
  expect(result).toMatchObject({ statuses: { "given up": 3 }, goodput: 0 });
  expect(result.latency).toBeUndefined();
});

test("key, model and text are sent as OpenAI's interface wants them, each text another", async () => {
  const bodies: { input: string; model: string }[] = [];
  const keys = new Set<unknown>();
  const url = await served((response, request, body) => {
    bodies.push(JSON.parse(body));
    keys.add(request.headers.authorization);
    vector(response);
  });
  const { result } = await measureLoad({ ...small, url: `${url}/v1/`, key: "secret", model: "mini" });
  expect([...keys]).toEqual(["Bearer secret"]);
  expect(new Set(bodies.map(({ model }) => model))).toEqual(new Set(["mini"]));
  expect(new Set(bodies.map(({ input }) => input)).size).toBe(31);
  expect(JSON.stringify(result)).not.toContain("secret");
});

test.each<[string, Partial<LoadOptions>, RegExp]>([
  ["another machine", { url: "http://192.0.2.1:8080" }, /another machine, "192\.0\.2\.1".*--allow-remote/],
  ["a name that only begins like this one", { url: "http://127.0.0.1.example.com" }, /another machine/],
  ["no address", { url: "localhost" }, /"localhost"; it must be the address/],
  ["a password in the address", { url: "http://me:secret@127.0.0.1/" }, /without; a key goes into --key/],
  ["more than anybody means", { rate: 1e6, seconds: 60 }, /60,000,000 requests in all; it must be at most 20,000/],
  ["texts beyond any model", { tokens: 1e6 }, /"--tokens" is 1,000,000 tokens/],
  ["no rate", { rate: 0 }, /"--rate" is 0/],
])("%s is refused before anything is sent", async (_what, options, message) => {
  await expect(measureLoad({ ...small, url: "http://127.0.0.1:1", ...options })).rejects.toThrow(message);
});

test("a server that is not there, or has no such interface, is refused with what it said", async () => {
  await expect(measureLoad({ ...small, url: "http://127.0.0.1:1" })).rejects.toThrow(/does not answer \(ECONNREFUSED\)/);
  const missing = await served((response) => response.writeHead(404).end("no such route"));
  await expect(measureLoad({ ...small, url: missing })).rejects.toThrow(/status 404: no such route/);
  const other = await served((response) => response.end("{}"));
  await expect(measureLoad({ ...small, url: other })).rejects.toThrow(/without data\[0\]\.embedding/);
  const page = await served((response) => response.end("<html>"));
  await expect(measureLoad({ ...small, url: page })).rejects.toThrow(/something else than JSON/);
  const silent = await served(() => {});
  await expect(measureLoad({ ...small, url: silent, patience: 100 })).rejects.toThrow(/does not answer \(in 100 ms\)/);
});

test("an abort ends it in the middle", async () => {
  const stop = new AbortController();
  let come = 0;
  const url = await served((response) => {
    if (++come === 5) stop.abort();
    else vector(response);
  });
  await expect(measureLoad({ ...small, seconds: 100, url, signal: stop.signal })).rejects.toThrow("aborted");
  expect(come).toBeLessThan(100);
});

import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { loadFindings } from "./load-findings.ts";
import { loadUrl } from "./load-options.ts";
import { measureLoad } from "./measure-load.ts";

const options = { rate: 200, seconds: 1, tokens: 8, texts: 2 };
const never = new AbortController().signal;

/** A server that answers as it is told. */
async function serve(answer: (request: number) => { readonly status: number; readonly delay: number }): Promise<string> {
  let count = 0;
  const server = createServer((request, response) => {
    const { status, delay } = answer(count++);
    request.resume().on("end", () => setTimeout(() => response.writeHead(status).end("{}"), delay));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("all that was due is sent, and every answer is counted by its status", async () => {
  const url = await serve((request) => ({ status: request % 4 === 3 ? 429 : 200, delay: 0 }));
  const load = await measureLoad({ ...options, url }, never);
  expect(load.sent).toBe(200);
  expect(Object.fromEntries(load.statuses)).toEqual({ 200: 150, 429: 50 });
  expect(load.milliseconds).toHaveLength(150);
  expect(loadFindings({ ...options, url }, load).notes).toContain("50 answers with status 429");
});

test("requests do not wait for answers, and times count from when a request was due", async () => {
  const url = await serve(() => ({ status: 200, delay: 1500 }));
  const load = await measureLoad({ ...options, url }, never);
  // Sent within its second, though no answer came before.
  expect(load.statuses.get(200)).toBe(200);
  expect(Math.min(...load.milliseconds)).toBeGreaterThanOrEqual(1490);
});

test("a stop ends the sending", async () => {
  const url = await serve(() => ({ status: 200, delay: 0 }));
  const { sent } = await measureLoad({ ...options, url, seconds: 60 }, AbortSignal.timeout(300));
  expect(sent).toBeGreaterThan(0);
  expect(sent).toBeLessThan(60 * 200);
});

test("connections that break are told apart", async () => {
  const load = await measureLoad({ ...options, url: "http://127.0.0.1:9", rate: 5 }, never);
  expect(load.statuses.get(0)).toBe(5);
  expect(loadFindings(options as never, load).notes).toContain("5 connections broke (ECONNREFUSED)");
});

test.each([
  ["nowhere", /the URL of a server/],
  ["ftp://127.0.0.1/", /the URL of a server/],
  ["http://192.0.2.1:3000", /--allow-remote/],
  ["http://127.0.0.1.example.org", /--allow-remote/],
])("%s is refused", (url, message) => {
  expect(() => loadUrl({ ...options, url })).toThrow(message);
});

test("a server elsewhere may be named; too many requests may not", () => {
  expect(loadUrl({ ...options, url: "https://embed.example.org", allowRemote: true }).href).toBe("https://embed.example.org/v1/embeddings");
  expect(() => loadUrl({ ...options, url: "http://localhost", rate: 1e6 })).toThrow("1,000,000 requests");
});

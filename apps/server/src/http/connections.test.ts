import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../testing/built-server.ts";
import { rawRequest, rawSocket } from "../testing/raw-socket.ts";
import { metric, post, serveForTest, serveForThisTest, type TestServer } from "../testing/serve-for-test.ts";

// Every way in which a request can end gives its place back: a server with few of them is full for good otherwise.

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest({ maxConcurrentRequests: 8, payloadLimit: 100_000 });
});
afterAll(() => server.stop());

const query = (id: number | string): string => rawRequest("/embed", { inputs: `text ${id}`, layer: 2 });
const times = (count: number, one: (index: number) => string): string => Array.from({ length: count }, (_, index) => one(index)).join("");
/** Different texts, so that they take a while. */
const large = (): string =>
  rawRequest("/embed", { inputs: Array.from({ length: 40 }, (_, index) => `${index} ${Math.random()} ${"word ".repeat(40)}`), layer: 2 });

const underWay = (): Promise<number> => metric(server, "nestvec_requests_under_way");

/** Sends something, waits until some of it is under way, and closes. */
const thenGone =
  (sent: string, close: "destroy" | "resetAndDestroy" = "destroy") =>
  async (): Promise<void> => {
    const { socket } = await rawSocket(server.url);
    socket.write(sent);
    await until(async () => (await underWay()) > 0);
    socket[close]();
  };

/** Sends something, waits for the beginning of an answer, and closes. */
const answered = (sent: string, status: RegExp) => async (): Promise<void> => {
  const { socket, received } = await rawSocket(server.url);
  socket.write(sent);
  while (!received().includes("\r\n\r\n")) await once(socket, "data");
  expect(received()).toMatch(status);
  socket.destroy();
};

const half = (sent: string): string => sent.slice(0, -10);

const ways: Readonly<Record<string, () => Promise<void>>> = {
  "pipelined requests whose client goes": thenGone(large() + times(9, query)),
  "pipelined requests whose client goes at once": async () => {
    const { socket } = await rawSocket(server.url);
    await new Promise((resolve) => socket.write(times(10, query), resolve));
    socket.destroy();
  },
  "pipelined requests, the last of them half": thenGone(large() + times(5, query) + half(query("half"))),
  "a pipelined request behind a probe": thenGone(`GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n${large()}`),
  "half a body": thenGone(half(large())),
  "half a body, and a reset": thenGone(half(large()), "resetAndDestroy"),
  "a reset while it is computed": thenGone(large(), "resetAndDestroy"),
  "a reset while the answer is sent": async () => {
    const { socket } = await rawSocket(server.url);
    socket.write(large());
    await once(socket, "data");
    socket.resetAndDestroy();
  },
  "a body that is too large": answered(rawRequest("/embed", { inputs: "x".repeat(200_000) }), /^HTTP\/1.1 4\d\d /),
  "a body that is no JSON": answered(rawRequest("/embed", "{"), /^HTTP\/1.1 4\d\d /),
  "another content type": answered(rawRequest("/embed", "a=b", { "content-type": "text/plain" }), /^HTTP\/1.1 4\d\d /),
  "a wrong argument": answered(rawRequest("/embed", { inputs: "a", layer: 99 }), /^HTTP\/1.1 4\d\d /),
  HEAD: answered("HEAD /embed HTTP/1.1\r\nhost: localhost\r\n\r\n", /^HTTP\/1.1 4\d\d /),
  "a wish for another protocol": answered(
    rawRequest("/embed", { inputs: "a" }, { connection: "Upgrade", upgrade: "websocket" }),
    /^HTTP\/1.1 200 /,
  ),
  "a CONNECT": async () => {
    const { socket, closed } = await rawSocket(server.url);
    socket.write("CONNECT /embed HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await closed;
  },
  "a body that is announced and not sent": async () => {
    const { socket, received } = await rawSocket(server.url);
    socket.write(rawRequest("/embed", "", { "content-length": 50, expect: "100-continue" }));
    await until(() => received().startsWith("HTTP/1.1 100 "));
    socket.destroy();
  },
};

test.each(Object.entries(ways))("%s: no request is under way afterwards, and the next are answered", async (_, way) => {
  for (let round = 0; round < 2; round++) await Promise.all(Array.from({ length: 4 }, way));
  await until(async () => (await underWay()) === 0 && (await metric(server, "te_queue_size")) === 0);
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_text, index) => post(`${server.url}/embed`, { inputs: `after ${index}`, layer: 2 })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
});

test("pipelined requests are done one after the other, and answered in their order", async () => {
  const { socket, received } = await rawSocket(server.url);
  socket.write(times(30, (index) => rawRequest("/v1/embeddings", { input: `${"word ".repeat(index + 1)}`, layer: 2, dimensions: 32 })));
  let most = 0;
  const statuses = (): number => received().match(/HTTP\/1.1 200 /g)?.length ?? 0;
  await until(async () => {
    most = Math.max(most, await underWay());
    return statuses() === 30;
  });
  // Two special tokens and one a word.
  expect([...received().matchAll(/"prompt_tokens":(\d+)/g)].map(([, tokens]) => Number(tokens))).toEqual(
    Array.from({ length: 30 }, (_, index) => index + 3),
  );
  expect(most).toBe(1);
});

test("a client that sends on and on without waiting for answers is cut off", async () => {
  const { socket, closed } = await rawSocket(server.url);
  socket.write(large());
  socket.write(times(200, query));
  await closed;
  await until(async () => (await underWay()) === 0);
});

test("while its places are taken a server answers others at once: 429, a probe, and a request that another connection makes room for", async () => {
  const sockets = await Promise.all(Array.from({ length: 8 }, () => rawSocket(server.url)));
  for (const { socket } of sockets) socket.write(half(query("slow")));
  await until(async () => (await underWay()) === 8);
  const refused = await post(`${server.url}/embed`, { inputs: "a", layer: 2 });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after-ms"))).toBeLessThanOrEqual(30_000);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  sockets[0]!.socket.destroy();
  await until(async () => (await underWay()) < 8);
  expect((await post(`${server.url}/embed`, { inputs: "a", layer: 2 })).status).toBe(200);
  for (const { socket } of sockets) socket.destroy();
});

test("an answer that its client does not read is given up, and its place with it", async () => {
  const impatient = await serveForThisTest({ deadline: 1000, requestTimeout: 200 });
  const { socket, received, closed } = await rawSocket(impatient.url);
  socket.pause();
  // One text to compute, and an answer larger than what the system takes for a client that reads nothing.
  socket.write(rawRequest("/v1/embeddings", { input: Array.from({ length: 2000 }, () => "the same text"), layer: 2 }));
  await until(async () => (await metric(impatient, "nestvec_requests_under_way")) === 1);
  await until(async () => (await metric(impatient, "nestvec_requests_under_way")) === 0);
  socket.resume();
  await closed;
  expect(received()).toMatch(/^HTTP\/1.1 200 /);
  const [head = "", body = ""] = received().split("\r\n\r\n");
  expect(body.length).toBeLessThan(Number(/^content-length: (\d+)/im.exec(head)?.[1]));
});

import { execFile } from "node:child_process";
import { connect } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveForTest, serveForThisTest, type TestServer } from "../testing/serve-for-test.ts";

let server: TestServer;
beforeAll(async () => {
  server = await serveForTest({ payloadLimit: 200_000, requestTimeout: 1500 });
});
afterAll(() => server.stop());

/** What a server says on a connection to which bytes are written, until it closes it. */
function talk(url: string, ...parts: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => parts.forEach((part) => socket.write(part)));
    socket.on("data", (data) => (answer += data.toString()));
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

const bodyOf = (answer: string): unknown => JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4));

/** One path of each API, and the shape of its errors. */
const apis = [
  ["/v1/embeddings", { error: { message: expect.any(String), type: expect.any(String), param: null, code: expect.any(String) } }],
  ["/embeddings", { error: { message: expect.any(String), type: expect.any(String), param: null, code: expect.any(String) } }],
  ["/embed", { error: expect.any(String), error_type: expect.any(String) }],
  ["/v1/embed", { message: expect.any(String) }],
  ["/v1/rerank", { message: expect.any(String) }],
  ["/v2/embed", { message: expect.any(String) }],
  ["/api/embed", { error: expect.any(String) }],
  ["/api/v1/embeddings", { error: { code: expect.any(String), message: expect.any(String), timestamp: expect.any(String) } }],
] as const;

describe.each(apis)("%s", (path, shape) => {
  test("another method is 405, names those that there are, and reads no body", async () => {
    for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
      const answer = await fetch(server.url + path, { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.get("allow")).toBe("POST");
      expect(await answer.json()).toEqual(shape);
    }
    expect((await fetch(server.url + path, { method: "HEAD" })).status).toBe(405);
  });

  test("headers that are too large are 431, what is no HTTP is 400, what does not arrive is 408", async () => {
    const host = `Host: 127.0.0.1\r\n`;
    const large = await talk(server.url, `POST ${path} HTTP/1.1\r\n${host}X-Large: ${"a".repeat(20_000)}\r\n\r\n`);
    expect(large).toMatch(/^HTTP\/1.1 431 Request Header Fields Too Large\r\n/);
    expect(bodyOf(large)).toEqual(shape);
    const wrong = await talk(server.url, `POST ${path} HTTP/1.1\r\n${host}Content-Length: many\r\n\r\n`);
    expect(wrong).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(bodyOf(wrong)).toEqual(shape);
    const head = `POST ${path} HTTP/1.1\r\n${host}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n`;
    const late = await talk(server.url, head, `{"input": `);
    expect(late).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
    expect(bodyOf(late)).toEqual(shape);
  });
});

/** Sends a body in whole before anything is read, as many clients do. Another process, so that both sides really wait for each other. */
const uploader = `
  const [port, path, bytes, more] = process.argv.slice(1);
  const socket = require("node:net").connect(Number(port), "127.0.0.1");
  socket.on("error", ({ code }) => { console.log(code); process.exit(); });
  socket.pause();
  socket.write("POST " + path + " HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nContent-Length: " + bytes + "\\r\\n" + more + "\\r\\n");
  const part = Buffer.alloc(100_000, " ");
  let sent = 0;
  const send = () => {
    if (sent < bytes) socket.write(part, () => { sent += part.length; setImmediate(send); });
    else socket.on("data", (data) => { console.log(/^HTTP\\/1.1 (\\d+)/.exec(data)[1]); process.exit(); }).resume();
  };
  send();
`;

function upload(url: string, more: string, bytes = 30_000_000): Promise<string> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ["-e", uploader, port, "/v1/embeddings", String(bytes), more], (error, output) =>
      error === null ? resolve(output.trim()) : reject(error),
    );
  });
}

test("a client that uploads too much sees 413, whether its connection is kept or not; so it is with 401 and 415", async () => {
  const json = "Content-Type: application/json\r\n";
  const close = "Connection: close\r\n";
  const keyed = await serveForThisTest({ apiKey: ["the-key"] });
  expect(await Promise.all([upload(server.url, json), upload(server.url, json + close)])).toEqual(["413", "413"]);
  expect(await Promise.all([upload(server.url, ""), upload(server.url, close)])).toEqual(["415", "415"]);
  expect(await Promise.all([upload(keyed.url, json), upload(keyed.url, json + close)])).toEqual(["401", "401"]);
});

test("but no endless body is read", async () => {
  expect(await upload(server.url, "", 1_000_000_000)).toMatch(/^(EPIPE|ECONNRESET)$/);
});

const embed = (body: Uint8Array, encoding: string) =>
  fetch(`${server.url}/v1/embeddings`, {
    method: "POST",
    headers: { "content-type": "application/json", "content-encoding": encoding },
    body,
  });

describe("compressed bodies", () => {
  const body = Buffer.from(JSON.stringify({ input: "hello world", layer: 2 }));

  test.each([
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
    ["identity", (bytes: Buffer) => bytes],
  ] as const)("%s is taken", async (encoding, compress) => {
    expect((await embed(compress(body), encoding)).status).toBe(200);
  });

  test("one that becomes too large is 413, whatever its own size", async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000, " "));
    expect(bomb.length).toBeLessThan(200_000);
    const before = process.memoryUsage().arrayBuffers;
    const answer = await embed(bomb, "gzip");
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { code: "request_too_large", message: expect.stringMatching(/decompressed/) } });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
    expect((await embed(gzipSync(body), "gzip")).status).toBe(200);
  });

  test("one that is damaged, cut short or of another kind is refused", async () => {
    const whole = gzipSync(body);
    for (const wrong of [body, whole.subarray(0, whole.length - 6)]) {
      const answer = await embed(wrong, "gzip");
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { message: expect.stringMatching(/Content-Encoding/) } });
    }
    expect((await embed(body, "zstd")).status).toBe(415);
  });
});

test("refusals carry CORS headers where CORS is on, and pages may read all headers of answers", async () => {
  const origin = "https://app.example";
  const page = await serveForThisTest({ apiKey: ["the-key"], corsAllowOrigin: [origin], maxConcurrentRequests: 1 });
  const embedAs = (headers: Readonly<Record<string, string>>, input: unknown = "a") =>
    fetch(`${page.url}/v1/embeddings`, {
      method: "POST",
      headers: { origin, "content-type": "application/json", ...headers },
      body: JSON.stringify({ input, layer: 2 }),
    });
  const authorization = "Bearer the-key";
  const answers = [
    await embedAs({}),
    await embedAs({ authorization }),
    await fetch(`${page.url}/nothing`, { headers: { origin, authorization } }),
  ];
  const busy = Array.from({ length: 20 }, () =>
    embedAs(
      { authorization },
      Array.from({ length: 50 }, () => "word ".repeat(50)),
    ),
  );
  answers.push(...(await Promise.all(busy)));
  const statuses = new Set(answers.map(({ status }) => status));
  expect([...statuses].toSorted()).toEqual([200, 401, 404, 429]);
  for (const { headers } of answers) {
    expect(headers.get("access-control-allow-origin")).toBe(origin);
    const exposed = headers.get("access-control-expose-headers")?.split(", ") ?? [];
    const own = [...headers.keys()].filter((name) => name.startsWith("x-") || name.startsWith("retry-"));
    expect(own.filter((name) => !exposed.includes(name))).toEqual([]);
  }
});

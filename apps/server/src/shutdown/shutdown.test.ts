import { expect, test } from "vitest";
import { builtServer, childrenOf, isRunning, startBuilt, until } from "../testing/built-server.ts";
import { rawRequest, rawSocket } from "../testing/raw-socket.ts";
import { post } from "../testing/serve-for-test.ts";

const job = { input: Array.from({ length: 60 }, (_, index) => `${index} ${"word ".repeat(80)}`), layer: 6 };

test("SIGTERM: not ready first, what was accepted is finished, exit code 0, no child left", async () => {
  const { child, url, ended } = await builtServer();
  const children = childrenOf(child.pid);
  expect(children.length).toBeGreaterThan(0);
  const accepted = post(`${url}/v1/embeddings`, job);
  await until(async () => (await fetch(`${url}/readyz`)).status === 200);
  await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill("SIGTERM");
  await until(async () => (await fetch(`${url}/readyz`)).status === 503);
  expect(await post(`${url}/v1/embeddings`, { input: "late" })).toMatchObject({
    status: 503,
    body: { error: { code: "service_unavailable" } },
  });
  const { status, body } = await accepted;
  expect(status).toBe(200);
  expect(body.data).toHaveLength(60);
  expect(await ended).toEqual({ code: 0, signal: null });
  await until(() => !children.some(isRunning));
});

test("callers that send on and on all learn from an answer that the server stops", async () => {
  const { child, url, ended } = await builtServer();
  let accepted = 0;
  // Long enough that the last answers come well after the signal; what follows each of them comes at once, on a new connection.
  const next = (id: number): object => ({ ...job, input: job.input.slice(0, 20).map((text) => `${id} ${accepted} ${text}`) });
  const caller = async (id: number): Promise<unknown> => {
    for (;;) {
      const outcome = await post(`${url}/v1/embeddings`, next(id)).catch(({ cause }: Error) => cause);
      if (!(outcome instanceof Object && "status" in outcome) || outcome.status !== 200) return outcome;
      accepted += 1;
    }
  };
  const callers = [1, 2, 3, 4].map(caller);
  await until(() => accepted > 0);
  child.kill("SIGTERM");
  expect(await Promise.all(callers)).toEqual(Array.from({ length: 4 }, () => expect.objectContaining({ status: 503 })));
  expect(await ended).toEqual({ code: 0, signal: null });
});

test("a second signal ends it at once, and its children with it", async () => {
  const { child, url, ended } = await builtServer();
  const children = childrenOf(child.pid);
  const cut = post(`${url}/v1/embeddings`, {
    ...job,
    input: job.input.flatMap((text) => [text, `again ${text}`, `more ${text}`, `one ${text}`]),
  }).catch(() => "cut");
  await new Promise((resolve) => setTimeout(resolve, 200));
  child.kill("SIGTERM");
  await until(async () => (await fetch(`${url}/readyz`)).status === 503);
  child.kill("SIGINT");
  expect(await ended).toEqual({ code: 130, signal: null });
  expect(await cut).toBe("cut");
  await until(() => !children.some(isRunning));
});

test("what is not done within the drain time is given up, and the exit code says so", async () => {
  const { child, url, ended } = await builtServer(["--drain", "50"]);
  const children = childrenOf(child.pid);
  const cut = post(`${url}/v1/embeddings`, job).catch(() => "cut");
  await new Promise((resolve) => setTimeout(resolve, 200));
  child.kill("SIGTERM");
  expect(await ended).toEqual({ code: 1, signal: null });
  expect(await cut).toBe("cut");
  await until(() => !children.some(isRunning));
});

/** Longer than a test may take: a server that needed it would fail the test. */
const long = String(3_600_000);

/** What connections may have sent that no work is under way for. */
const sent = {
  nothing: "",
  "half a head": "POST /embed HTTP/1.1\r\nhost: local",
  "a request that was answered": "GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n",
  "one that was answered, and half of another": "GET /health HTTP/1.1\r\nhost: localhost\r\n\r\nPOST /em",
  "a wish for another protocol": "GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: Upgrade\r\nupgrade: h2c\r\n\r\n",
} as const;

test(`connections that have sent ${Object.keys(sent).join(", ")} do not hold the end up, at either address`, async () => {
  const { child, url, metricsUrl, ended } = await builtServer(["--drain", long]);
  for (const address of [url, metricsUrl]) {
    for (const text of Object.values(sent)) {
      const { socket, received } = await rawSocket(address);
      socket.write(text);
      if (text.startsWith("GET")) await until(() => received().startsWith("HTTP/1.1 "));
    }
  }
  child.kill("SIGTERM");
  expect(await ended).toEqual({ code: 0, signal: null });
});

test("a request whose body does not come is given up after the drain time", async () => {
  const { child, url, metricsUrl, ended } = await builtServer(["--drain", "300"]);
  const { socket } = await rawSocket(url);
  socket.write(rawRequest("/embed", "", { "content-length": 100 }));
  await until(async () => /^nestvec_requests_under_way 1$/m.test(await fetch(metricsUrl).then((response) => response.text())));
  child.kill("SIGTERM");
  expect(await ended).toEqual({ code: 1, signal: null });
});

test("a child that does not end is left behind after the drain time, and killed", async () => {
  const { child, output, ended } = await builtServer(["--drain", "300"]);
  const children = childrenOf(child.pid);
  for (const id of children) process.kill(id, "SIGSTOP");
  child.kill("SIGTERM");
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(output()).toContain('"step":"models"');
  await until(() => !children.some(isRunning));
});

test("a server that only just starts can be stopped", async () => {
  const { child, ended, output } = startBuilt(["--port", "0", "--prometheus-port", "0"]);
  await until(() => output().includes("starting"));
  child.kill("SIGTERM");
  expect((await ended).code === 0 || (await ended).signal === "SIGTERM").toBe(true);
});

test("a wrong value, a taken port and an unreadable file stop the start with a sentence", async () => {
  const wrong = startBuilt(["--port", "x"]);
  expect(await wrong.ended).toEqual({ code: 2, signal: null });
  expect(wrong.output()).toMatch(/^nestvec-server: "--port"/);
  const { url } = await builtServer(["--no-metrics"]);
  const taken = startBuilt(["--port", new URL(url).port, "--no-metrics"]);
  expect(await taken.ended).toEqual({ code: 2, signal: null });
  expect(taken.output()).toMatch(/EADDRINUSE/);
  const help = startBuilt(["--help"]);
  expect(await help.ended).toEqual({ code: 0, signal: null });
  expect(help.output()).toMatch(/--max-batch-tokens/);
});

test("the configuration is printed at the start, without keys", async () => {
  const { output } = await builtServer(["--api-key", "canary-key-1", "--api-key", "canary-key-2"]);
  expect(output()).toContain(`"api-key":"2 set"`);
  expect(output()).not.toContain("canary-key");
});

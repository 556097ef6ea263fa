import { expect, test } from "vitest";
import { builtServer, childrenOf, isRunning, startBuilt, until } from "../testing/built-server.ts";
import { post } from "../testing/serve-for-test.ts";

const job = { input: Array.from({ length: 60 }, (_, place) => `${place} ${"word ".repeat(80)}`), layer: 6 };

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

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { pullModel } from "@nestvec/hub";
import { folderFiles, hubEnvironment, repositoryOf, startLoopbackHub, type LoopbackHub } from "@nestvec/loopback-hub";
import { expect, onTestFinished, test, vi } from "vitest";
import { until } from "../testing/built-server.ts";
import { post, serveForThisTest, startForTest } from "../testing/serve-for-test.ts";

const name = "some-org/tiny-modernbert";

/** A hub with the small model, and the variables that name it and a cache of its own. */
async function hubOfThisTest(): Promise<{ readonly hub: LoopbackHub; readonly home: string }> {
  const hub = await startLoopbackHub([repositoryOf(name, folderFiles(fileURLToPath(new URL("tiny-modernbert", referenceModels))))]);
  const home = await mkdtemp(join(tmpdir(), "nestvec-served-"));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await hub.close();
    await rm(home, { recursive: true });
  });
  for (const [variable, value] of Object.entries(hubEnvironment(hub.endpoint, home))) vi.stubEnv(variable, value);
  return { hub, home };
}

test("models of the hub are served: with pull they are downloaded, the exits that are served alone, and frozen as the lock file says", async () => {
  const { hub, home } = await hubOfThisTest();
  const without = await serveForThisTest({ modelId: [name] });
  expect((await fetch(`${without.url}/readyz`)).status).toBe(503);
  expect(without.logged.join("")).toContain(`nestvec pull ${name}`);
  expect(hub.log).toEqual([]);

  const server = await serveForThisTest({ modelId: [`${name}@main`], pull: true });
  const { status, body } = await post(`${server.url}/v1/embeddings`, { model: "tiny-modernbert", input: "a", layer: 2 });
  expect({ status, numbers: body.data[0].embedding.length }).toEqual({ status: 200, numbers: 64 });
  expect(hub.log.some(({ path }) => path.includes("layer-4"))).toBe(false);
  const lines = server.logged.map((line) => JSON.parse(line));
  expect(lines.filter(({ msg }) => msg === "downloading")).toEqual([expect.objectContaining({ level: 30, model: "tiny-modernbert" })]);

  const lockFile = join(home, "nestvec.lock.json");
  await pullModel(name, { lockFile, layers: [2] });
  expect((await fetch(`${(await serveForThisTest({ modelId: [name], pull: true, frozen: true, lockFile })).url}/readyz`)).status).toBe(200);
  await writeFile(lockFile, (await readFile(lockFile, "utf8")).replace(/"sha256": "./, '"sha256": "0'));
  const changed = await serveForThisTest({ modelId: [name], pull: true, frozen: true, lockFile });
  expect((await fetch(`${changed.url}/readyz`)).status).toBe(503);
});

test("a stop ends a download that is under way, which is no failure of the model", async () => {
  const { hub, home } = await hubOfThisTest();
  hub.behaviour.pieceMilliseconds = 200;
  const server = await startForTest({ modelId: [name], pull: true });
  // With a second piece of a file, the first has come and is written.
  const pieces = (): number => Math.max(...hub.log.map(({ host, sent }) => (host === "storage" ? sent : 0)));
  await until(() => pieces() > 0);
  const first = pieces();
  await until(() => pieces() > first);
  expect(await server.stop()).toBe(true);
  await server.started;
  const lines = server.logged.map((line) => JSON.parse(line));
  expect(lines.filter(({ msg }) => /failed|left behind/.test(msg))).toEqual([]);
  // Whoever is stopped keeps no connection, and what came by then is kept.
  const sent = hub.log.reduce((sum, request) => sum + request.sent, 0);
  hub.behaviour.pieceMilliseconds = 0;
  hub.log.length = 0;
  await pullModel(name);
  expect(sent).toBeGreaterThan(0);
  expect(hub.log.some(({ status }) => status === 206)).toBe(true);
  expect((await readdir(home)).toSorted()).toEqual(["hub"]);
});

test("frozen without pull is refused: nothing would be compared with the lock file", async () => {
  await expect(startForTest({ modelId: [name], frozen: true })).rejects.toMatchObject({
    code: "ARGUMENT_INVALID",
    details: { argument: "--frozen" },
  });
});

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { pullModel } from "@nestvec/hub";
import { folderFiles, hubEnvironment, repositoryOf, startLoopbackHub } from "@nestvec/loopback-hub";
import { expect, onTestFinished, test, vi } from "vitest";
import { post, serveForThisTest } from "../testing/serve-for-test.ts";

const name = "some-org/tiny-modernbert";

test("models of the hub are served: with pull they are downloaded, the exits that are served alone, and frozen as the lock file says", async () => {
  const hub = await startLoopbackHub([repositoryOf(name, folderFiles(fileURLToPath(new URL("tiny-modernbert", referenceModels))))]);
  const home = await mkdtemp(join(tmpdir(), "nestvec-served-"));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await hub.close();
    await rm(home, { recursive: true });
  });
  for (const [variable, value] of Object.entries(hubEnvironment(hub.endpoint, home))) vi.stubEnv(variable, value);

  const without = await serveForThisTest({ modelId: [name] });
  expect((await fetch(`${without.url}/readyz`)).status).toBe(503);
  expect(without.logged.join("")).toContain(`nestvec pull ${name}`);
  expect(hub.log).toEqual([]);

  const server = await serveForThisTest({ modelId: [`${name}@main`], pull: true });
  const { status, body } = await post(`${server.url}/v1/embeddings`, { model: "tiny-modernbert", input: "a", layer: 2 });
  expect({ status, numbers: body.data[0].embedding.length }).toEqual({ status: 200, numbers: 64 });
  expect(hub.log.some(({ path }) => path.includes("layer-4"))).toBe(false);

  const lockFile = join(home, "nestvec.lock.json");
  await pullModel(name, { lockFile, layers: [2] });
  expect((await fetch(`${(await serveForThisTest({ modelId: [name], pull: true, frozen: true, lockFile })).url}/readyz`)).status).toBe(200);
  await writeFile(lockFile, (await readFile(lockFile, "utf8")).replace(/"sha256": "./, '"sha256": "0'));
  const changed = await serveForThisTest({ modelId: [name], pull: true, frozen: true, lockFile });
  expect((await fetch(`${changed.url}/readyz`)).status).toBe(503);
});

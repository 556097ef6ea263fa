import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { folderFiles, hubEnvironment, repositoryOf, startLoopbackHub } from "@nestvec/loopback-hub";
import { expect, onTestFinished, test, vi } from "vitest";
import { openModels } from "./open-models.ts";

test("a model of the hub is measured once it is here: with pull it is downloaded, the measured exits alone", async () => {
  const name = "some-org/tiny-modernbert";
  const hub = await startLoopbackHub([repositoryOf(name, folderFiles(fileURLToPath(new URL("tiny-modernbert", referenceModels))))]);
  const home = await mkdtemp(join(tmpdir(), "nestvec-bench-"));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await hub.close();
    await rm(home, { recursive: true });
  });
  for (const [variable, value] of Object.entries(hubEnvironment(hub.endpoint, home))) vi.stubEnv(variable, value);
  const { signal } = new AbortController();
  await expect(openModels({ model: [name], layers: [2] }, signal)).rejects.toMatchObject({ code: "MODEL_NOT_FOUND" });
  const [model] = await openModels({ model: [name], layers: [2], pull: true }, signal);
  expect(model).toMatchObject({ folder: expect.stringContaining(home), about: { name: "tiny-modernbert", layers: [2] } });
  expect(hub.log.some(({ path }) => path.includes("layer-4"))).toBe(false);
  expect(await openModels({ model: [name], layers: [2] }, signal)).toEqual([model]);
});

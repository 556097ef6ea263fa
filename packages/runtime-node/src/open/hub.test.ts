import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { LoadProgress } from "@nestvec/core";
import { folderFiles, hubEnvironment, repositoryOf, startLoopbackHub, type LoopbackHub } from "@nestvec/loopback-hub";
import { beforeEach, expect, test, vi } from "vitest";
import { failure, temporaryFolder, tiny, vectorOf } from "../testing/model-copies.ts";
import { loadModel } from "./load-model.ts";
import { modelFolder } from "./model-folder.ts";

const name = "some-org/tiny-modernbert";
let hub: LoopbackHub;
let home = "";
let folder = "";

beforeEach(async () => {
  hub = await startLoopbackHub([repositoryOf(name, { ...folderFiles(tiny), "README.md": "a model" })]);
  home = await temporaryFolder();
  folder = await temporaryFolder();
  for (const [variable, value] of Object.entries(hubEnvironment(hub.endpoint, home))) vi.stubEnv(variable, value);
  return async () => {
    vi.unstubAllEnvs();
    await hub.close();
  };
});

test("a model that was not downloaded is an error with the command that does it, and nobody is asked", async () => {
  const error = await failure(loadModel(name, { dtype: "q8" }));
  expect(error).toMatchObject({ code: "MODEL_NOT_FOUND", details: { model: name, pull: `nestvec pull ${name} --dtype q8` } });
  expect(error.message).toContain(`Download it with nestvec pull ${name} --dtype q8`);
  expect(error.message).toContain(join(home, "hub"));
  expect(hub.log).toEqual([]);
});

test.each(["none", "thread", "process"] as const)(
  "with pull it is downloaded, then found without a network, by links into the cache, isolation %s",
  async (isolation) => {
    const told: LoadProgress[] = [];
    const onProgress = (progress: LoadProgress): void => void told.push(progress);
    const expected = await vectorOf(tiny, { isolation: "none" }, 4);
    expect(await vectorOf(name, { isolation, pull: true, onProgress }, 4)).toEqual(expected);
    expect(told.some(({ from }) => from === "network")).toBe(true);
    await hub.close();
    expect(await vectorOf(name, { isolation }, 4)).toEqual(expected);
    expect(await vectorOf(`${name}@main`, { isolation: "none" }, 4)).toEqual(expected);
    expect(await vectorOf(name, { isolation: "none", pull: true }, 4)).toEqual(expected);
  },
);

test("where there are copies in place of links, the vectors are the same", async () => {
  vi.stubEnv("HF_HUB_DISABLE_SYMLINKS", "1");
  expect(await vectorOf(name, { isolation: "none", pull: true })).toEqual(await vectorOf(tiny, { isolation: "none" }));
});

test("pull may be of some layers; what is not there is an error with the command", async () => {
  await using embedder = await loadModel(name, { isolation: "none", pull: { layers: [2] } });
  const { exits, missingLayers, name: called } = await embedder.info();
  expect({ layers: exits.map(({ layer }) => layer), missingLayers, called }).toEqual({
    layers: [2],
    missingLayers: [4, 6],
    called: "tiny-modernbert",
  });
  const repository = join(await modelFolder(name), "..", "..");
  await rm(join(await modelFolder(name), "tokenizer.json"));
  const error = await failure(loadModel(name, { isolation: "none" }));
  expect(error).toMatchObject({ code: "MODEL_NOT_FOUND", details: { pull: `nestvec pull ${name}` } });
  expect(error.message).toContain("where only some are");
  expect(repository).toBe(join(home, "hub", "models--some-org--tiny-modernbert"));
});

test("a folder wins over a name of the hub, also with pull", async () => {
  await mkdir(join(folder, "some-org"));
  await cp(tiny, join(folder, name), { recursive: true });
  vi.spyOn(process, "cwd").mockReturnValue(folder);
  expect(await modelFolder(name, { pull: true })).toBe(join(folder, name));
  expect(hub.log).toEqual([]);
  vi.restoreAllMocks();
});

test("an error of the hub is the hub's; a wrong option is named", async () => {
  expect(await failure(loadModel("some-org/another", { pull: true }))).toMatchObject({ code: "HUB_REFUSED" });
  expect(await failure(loadModel(name, { pull: "yes" as never }))).toMatchObject({
    code: "ARGUMENT_INVALID",
    details: { argument: "pull" },
  });
  expect(await failure(loadModel(name, { pull: { layer: [2] } as never }))).toMatchObject({ code: "ARGUMENT_INVALID" });
  const stopped = AbortSignal.abort();
  expect(await failure(loadModel(name, { pull: true, signal: stopped }))).toMatchObject({ code: "ABORTED" });
});

import { createHash } from "node:crypto";
import { readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LoadProgress } from "@nestvec/core";
import { repositoryOf } from "@nestvec/loopback-hub";
import { expect, test } from "vitest";
import { cachedModel } from "../cache/read-cache.ts";
import { failure, filesBelow, hubForTest, temporaryFolder, tinyFiles, tinyFolder, tinyName } from "../testing/hub-for-test.ts";
import { pullModel } from "./pull-model.ts";

test("of a repository those files come that the wanted exits need, and they are what the hub has", async () => {
  const { hub, options } = await hubForTest();
  const { folder, commit, layers, files } = await pullModel(tinyName, { ...options, layers: [4] });
  expect(layers).toEqual([4]);
  expect(await filesBelow(folder)).toEqual([
    "1_Pooling/config.json",
    "config.json",
    "onnx/layer-4/model.onnx",
    "onnx/layer-4/model.onnx.data",
    "onnx/model_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
  ]);
  for (const { path, bytes, sha256 } of files) {
    const content = await readFile(join(folder, path));
    expect(content).toEqual(await readFile(join(tinyFolder, path)));
    expect({ bytes, sha256 }).toEqual({ bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") });
  }
  expect(commit).toBe(hub.repositories.get(tinyName)?.commit);
  expect(hub.log.some(({ path }) => path.includes("pytorch_model") || path.includes("layer-6"))).toBe(false);
});

test("the cache is laid out as Python's: blobs by their digests, links to them, and refs", async () => {
  const { hub, options, cacheFolder } = await hubForTest();
  const { folder, commit } = await pullModel(tinyName, options);
  const home = join(cacheFolder, "models--some-org--tiny-modernbert");
  expect(folder).toBe(join(home, "snapshots", commit));
  expect(await readFile(join(home, "refs", "main"), "utf8")).toBe(commit);
  const repository = hub.repositories.get(tinyName);
  for (const path of ["tokenizer.json", "onnx/layer-2/model.onnx"]) {
    const file = repository?.files.find((known) => known.path === path);
    const up = "../".repeat(path.split("/").length + 1);
    expect(await readlink(join(folder, path))).toBe(`${up}blobs/${file?.lfs ?? file?.blobId}`);
  }
  expect((await filesBelow(cacheFolder)).filter((path) => /incomplete|lock/.test(path))).toEqual([]);
  expect(await cachedModel(tinyName, { cacheFolder })).toEqual({ folder, commit });
  expect(await cachedModel(`${tinyName}@${commit}`, { cacheFolder })).toEqual({ folder, commit });
  expect(await cachedModel(tinyName, { cacheFolder, revision: "other" })).toBeUndefined();
});

test("what is here is not asked for again, also of another commit", async () => {
  const { hub, options } = await hubForTest();
  await pullModel(tinyName, options);
  hub.log.length = 0;
  expect((await pullModel(tinyName, options)).downloadedBytes).toBe(0);
  expect(hub.log.map(({ path }) => path)).toEqual([expect.stringContaining("/revision/main"), expect.stringContaining("/tree/")]);
  hub.repositories.set(tinyName, repositoryOf(tinyName, { ...tinyFiles(), "tokenizer_config.json": '{"model_max_length": 64}' }));
  hub.log.length = 0;
  const { downloadedBytes, folder } = await pullModel(tinyName, options);
  expect(downloadedBytes).toBe(24);
  expect(await readFile(join(folder, "tokenizer_config.json"), "utf8")).toBe('{"model_max_length": 64}');
});

test("progress tells how much of each file and of all is there", async () => {
  const { options } = await hubForTest();
  const told: LoadProgress[] = [];
  const { files } = await pullModel(tinyName, { ...options, onProgress: (progress) => told.push(progress) });
  for (const { path, bytes } of files) {
    const ofFile = told.filter(({ file }) => file === path);
    expect(ofFile.at(-1)).toMatchObject({ fileBytes: bytes, fileTotalBytes: bytes, from: "network" });
    expect(ofFile.map(({ fileBytes }) => fileBytes)).toEqual(ofFile.map(({ fileBytes }) => fileBytes).toSorted((a, b) => a - b));
  }
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(told.at(-1)).toMatchObject({ bytes: total, totalBytes: total });
  const again: LoadProgress[] = [];
  await pullModel(tinyName, { ...options, onProgress: (progress) => again.push(progress) });
  expect(again.every(({ from }) => from === "cache")).toBe(true);
});

test("a folder of its own has the files and nothing else, from the cache where that has them; what was changed there is mended", async () => {
  const { hub, options, cacheFolder } = await hubForTest();
  const to = join(await temporaryFolder(), "models", "tiny");
  const first = await pullModel(tinyName, { ...options, to, layers: [2] });
  expect(first.folder).toBe(to);
  expect(await filesBelow(to)).toEqual(first.files.map(({ path }) => path).toSorted());
  expect((await stat(join(to, "tokenizer.json"))).isFile()).toBe(true);
  expect(await filesBelow(cacheFolder)).toEqual([]);
  await writeFile(join(to, "tokenizer.json"), "changed");
  const second = await pullModel(tinyName, { ...options, to, layers: [2] });
  expect(await readFile(join(to, "tokenizer.json"))).toEqual(await readFile(join(tinyFolder, "tokenizer.json")));
  expect(second.downloadedBytes).toBe((await stat(join(tinyFolder, "tokenizer.json"))).size);

  await pullModel(tinyName, { ...options, layers: [2] });
  await rm(to, { recursive: true });
  hub.log.length = 0;
  expect((await pullModel(tinyName, { ...options, to, layers: [2] })).downloadedBytes).toBe(0);
});

test("a layer or a revision that there is not is an error that names those there are, or what to do", async () => {
  const { options } = await hubForTest();
  expect(await failure(pullModel(tinyName, { ...options, layers: [5] }))).toMatchObject({
    code: "LAYER_UNAVAILABLE",
    details: { available: [2, 4, 6] },
  });
  expect(await failure(pullModel(`${tinyName}@v9`, options))).toMatchObject({
    code: "HUB_REFUSED",
    details: { problem: 'it has no revision "v9"' },
  });
});

test.each([
  "tiny",
  "a/b/c",
  "../a/b",
  "org/../name",
  "org/na me",
  "-org/name",
  "org/name@../x",
  "org/name@/x",
  "https://hub/a/b",
  "org/name.git",
  "",
])("%j is no name of a repository", async (model) => {
  expect(await failure(pullModel(model, (await hubForTest()).options))).toMatchObject({
    code: "ARGUMENT_INVALID",
    details: { argument: "model" },
  });
});

test("a repository that was given another name is found, and the token stays with the hub", async () => {
  const { hub, options } = await hubForTest();
  hub.renamed.set("old-org/old-name", tinyName);
  const { repository } = await pullModel("old-org/old-name", { ...options, token: hub.token });
  expect(repository).toBe("old-org/old-name");
  const [ofHub, ofStorage] = ["hub", "storage"].map((host) => hub.log.filter((request) => request.host === host));
  expect(ofHub?.every(({ authorization }) => authorization === `Bearer ${hub.token}`)).toBe(true);
  expect(ofStorage?.length).toBeGreaterThan(0);
  expect(ofStorage?.every(({ authorization }) => authorization === undefined)).toBe(true);
});

test("a repository without graphs is an error that says what to look for", async () => {
  const { hub, options, cacheFolder } = await hubForTest([repositoryOf(tinyName, { "config.json": "{}", "model.safetensors": "weights" })]);
  const error = await failure(pullModel(tinyName, options));
  expect(error).toMatchObject({ code: "MODEL_NOT_FOUND", details: { hub: hub.endpoint } });
  expect(error.message).toContain(`has no ONNX graphs in "${tinyName}"`);
  expect((await filesBelow(cacheFolder)).some((path) => path.includes("safetensors"))).toBe(false);
});

test("a long list comes in pages", async () => {
  const { hub, options } = await hubForTest();
  hub.behaviour.pageSize = 3;
  expect((await pullModel(tinyName, options)).layers).toEqual([2, 4, 6]);
  expect(hub.log.filter(({ path }) => path.includes("/tree/")).length).toBeGreaterThan(3);
});

test.each([
  { frozen: "true" },
  { frozen: 1 },
  { to: 5 },
  { to: "" },
  { lockFile: true },
  { lockFile: "" },
  { layers: "2" },
  { layers: [] },
  { layers: ["2"] },
  { cacheFolder: "" },
  { endpoint: 5 },
  { onProgress: true },
  { signal: new AbortController() },
  { revision: 5 },
])("the option %j is refused before anything is asked or written", async (wrong) => {
  const { hub, options, cacheFolder } = await hubForTest();
  const error = await failure(pullModel(tinyName, { ...options, ...wrong } as never));
  expect(error).toMatchObject({ code: "ARGUMENT_INVALID", details: { argument: Object.keys(wrong)[0] } });
  expect(hub.log).toEqual([]);
  expect(await filesBelow(cacheFolder)).toEqual([]);
});

test.each([0, 1, 3, 10])("an abort after %i turns of the event loop is heard, also while settings are read", async (turns) => {
  const { hub, options } = await hubForTest();
  hub.behaviour.pieceMilliseconds = 20;
  const controller = new AbortController();
  const pulling = failure(pullModel(tinyName, { ...options, signal: controller.signal }));
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
  controller.abort("enough");
  expect(await pulling).toMatchObject({ code: "ABORTED", cause: "enough" });
});

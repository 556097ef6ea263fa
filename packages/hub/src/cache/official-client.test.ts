import { readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { downloadFile, listFiles, modelInfo, scanCacheDir, snapshotDownload } from "@huggingface/hub";
import { repositoryOf } from "@nestvec/loopback-hub";
import { expect, test, vi } from "vitest";
import { pullModel } from "../pull/pull-model.ts";
import { filesBelow, hubForTest, oneExit, tinyFiles, tinyName } from "../testing/hub-for-test.ts";
import { cachedModel } from "./read-cache.ts";

test("the hub of these tests speaks the protocol that @huggingface/hub speaks", async () => {
  const { hub } = await hubForTest();
  hub.behaviour.pageSize = 3;
  const at = { hubUrl: hub.endpoint, accessToken: hub.token };
  expect(await modelInfo({ name: tinyName, additionalFields: ["sha"], ...at })).toMatchObject({
    sha: hub.repositories.get(tinyName)?.commit,
  });
  const listed: string[] = [];
  for await (const { type, path } of listFiles({ repo: tinyName, recursive: true, ...at })) if (type === "file") listed.push(path);
  expect(listed.toSorted()).toEqual(Object.keys(tinyFiles()).toSorted());
  for (const path of ["tokenizer.json", "onnx/layer-2/model.onnx.data"]) {
    const blob = await downloadFile({ repo: tinyName, path, xet: false, ...at });
    expect(Buffer.compare(Buffer.from((await blob?.arrayBuffer()) ?? new ArrayBuffer()), Buffer.from(tinyFiles()[path] ?? ""))).toBe(0);
  }
});

test("a cache that @huggingface/hub made is read, and it reads ours", async () => {
  const { hub, options, cacheFolder } = await hubForTest([repositoryOf(tinyName, oneExit())]);
  vi.spyOn(console, "debug").mockReturnValue(undefined);
  const theirs = await snapshotDownload({ repo: tinyName, cacheDir: cacheFolder, hubUrl: hub.endpoint });
  expect((await cachedModel(tinyName, { cacheFolder }))?.folder).toBe(theirs);
  hub.log.length = 0;
  expect(await pullModel(tinyName, options)).toMatchObject({ folder: theirs, downloadedBytes: 0 });

  const ours = join(cacheFolder, "ours");
  const { commit, folder, files } = await pullModel(tinyName, { ...options, cacheFolder: ours });
  const { repos } = await scanCacheDir(ours);
  expect(repos).toMatchObject([{ id: { name: tinyName, type: "model" }, revisions: [{ commitOid: commit, refs: ["main"] }] }]);
  // Name by name, links and blobs are the same.
  for (const { path } of files) expect(await readlink(join(folder, path))).toBe(await readlink(join(theirs, path)));
  const home = "models--some-org--tiny-modernbert";
  const blobs = await filesBelow(join(ours, home, "blobs"));
  for (const blob of blobs)
    expect(await readFile(join(ours, home, "blobs", blob))).toEqual(await readFile(join(cacheFolder, home, "blobs", blob)));
});

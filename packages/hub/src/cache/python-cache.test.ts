import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { pullModel } from "../pull/pull-model.ts";
import { hubForTest, tinyFolder, tinyName } from "../testing/hub-for-test.ts";
import { describeCache, makeCache, pythonCacheFile, pythonRepository, type CacheDescription } from "../testing/python-cache.ts";
import { cachedModel } from "./read-cache.ts";

test("a cache that Python's huggingface_hub made is read, and nothing is downloaded again", async () => {
  const description = JSON.parse(await readFile(pythonCacheFile, "utf8")) as CacheDescription;
  const { hub, options, cacheFolder } = await hubForTest([pythonRepository()]);
  await makeCache(cacheFolder, description);
  const found = await cachedModel(tinyName, { cacheFolder });
  expect(found?.commit).toBe(pythonRepository().commit);
  const pulled = await pullModel(tinyName, options);
  expect(pulled).toMatchObject({ folder: found?.folder, layers: [2], downloadedBytes: 0 });
  for (const { path } of pulled.files) expect(await readFile(join(pulled.folder, path))).toEqual(await readFile(join(tinyFolder, path)));
  // Also its links and blobs are as they were.
  expect(await describeCache(cacheFolder, description.madeBy)).toEqual(description);
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  hub.log.length = 0;
  expect(await pullModel(tinyName, options)).toEqual(pulled);
  expect(hub.log).toEqual([]);
  vi.unstubAllEnvs();
});

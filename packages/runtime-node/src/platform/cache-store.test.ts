import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { cacheStore } from "./cache-store.ts";

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-cache-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("keeps a text under its key, in a folder made on first use, and leaves nothing unfinished", async () => {
  const folder = join(await temporaryFolder(), "new", "folder");
  const store = cacheStore(folder);
  expect(await store.read("a")).toBeUndefined();
  expect(await store.write("a", "one")).toEqual({ kept: true });
  expect(await store.write("a", "two")).toEqual({ kept: true });
  expect(await cacheStore(folder).read("a")).toBe("two");
  expect(await readdir(folder)).toEqual(["a.json"]);
});

test("a key cannot lead out of the folder", async () => {
  const folder = await temporaryFolder();
  await cacheStore(join(folder, "inner")).write("../../escape", "x");
  expect(await readdir(folder)).toEqual(["inner"]);
});

test.runIf(process.platform === "linux")("an empty NESTVEC_CACHE is none: the user's own folder is taken", async () => {
  const folder = await temporaryFolder();
  vi.stubEnv("NESTVEC_CACHE", "");
  vi.stubEnv("XDG_CACHE_HOME", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  await cacheStore().write("a", "one");
  expect(await readdir(folder)).toEqual(["nestvec"]);
});

test("says why a text was not kept, and does not throw", async () => {
  const file = join(await temporaryFolder(), "a file");
  await writeFile(file, "in the way");
  const kept = await cacheStore(join(file, "cache")).write("a", "one");
  expect(kept.kept).toBe(false);
  expect(kept.reason).toMatch(/ENOTDIR|EEXIST|ENOENT/);
});

test.skipIf(process.platform !== "linux")("a folder that can never be made is given up, too (on Linux, where /proc is one)", async () => {
  expect(await cacheStore("/proc/no-such-folder/cache").write("a", "one")).toMatchObject({ kept: false });
});

import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { asked, publish, startSite, visit, weights } from "../testing/test-site.ts";
import { memoryStore, storeWithFallback, type BlobStore } from "./blob-store.ts";
import type { LoadProgress } from "@nestvec/core";

test.each(["with", "without"])(
  "a model that was published anew, %s a manifest, is downloaded anew, in whichever size, and kept",
  async (manifest) => {
    const site = await startSite();
    const store = memoryStore();
    // Of several parts, and of one.
    for (const size of [9_500_000, 1_000_000, 5_000_000]) {
      const bytes = randomBytes(size);
      await publish(site, bytes, manifest === "with");
      for (const requests of [1, 0]) {
        site.server.log.length = 0;
        expect(Buffer.compare(await visit(site, store).read(weights), bytes)).toBe(0);
        expect(asked(site)).toHaveLength(requests);
      }
    }
  },
);

test("a download goes on where it broke; after a change of the file in between, it begins again", async () => {
  const site = await startSite();
  const store = memoryStore();
  const first = randomBytes(6_000_000);
  await publish(site, first);
  const told: LoadProgress[] = [];
  site.server.behaviour.breaks = { file: weights, after: 4_800_000 };
  expect(Buffer.compare(await visit(site, store, (progress) => told.push(progress)).read(weights), first)).toBe(0);
  expect(asked(site)).toMatchObject([{ status: 200 }, { status: 206 }]);
  expect(told.at(-1)).toMatchObject({ file: weights, fileBytes: 6_000_000, fileTotalBytes: 6_000_000, from: "network" });

  // Node's page has no address, so that the server is another site's, which may not be asked If-Range: the answer's ETag says it.
  const [second, third] = [randomBytes(6_000_000), randomBytes(6_000_000)];
  await publish(site, second);
  site.server.behaviour.givesParts = false;
  await expect(visit(site, store).read(weights)).rejects.toMatchObject({ code: "FILE_NOT_READABLE" });
  site.server.behaviour.breaks = undefined;
  site.server.behaviour.givesParts = true;
  await writeFile(join(site.folder, weights), third);
  site.server.log.length = 0;
  await expect(visit(site, store).read(weights)).rejects.toMatchObject({ code: "FILE_DIGEST_MISMATCH" });
  expect(asked(site)).toMatchObject([{ status: 206, ifRange: undefined }, { status: 200 }, { status: 200, cacheControl: "no-cache" }]);
  await publish(site, third);
  expect(Buffer.compare(await visit(site, store).read(weights), third)).toBe(0);
});

test("a damaged file is asked for once more, past every cache between", async () => {
  const site = await startSite();
  const right = randomBytes(100_000);
  await publish(site, right);
  await writeFile(join(site.folder, weights), randomBytes(100_000));
  await expect(visit(site, memoryStore()).read(weights)).rejects.toMatchObject({ code: "FILE_DIGEST_MISMATCH" });
  expect(asked(site)).toMatchObject([
    { status: 200, cacheControl: undefined },
    { status: 200, cacheControl: "no-cache" },
  ]);
});

test("slices of what is not kept are asked for alone, once; of what is kept, not at all", async () => {
  const site = await startSite();
  const store = memoryStore();
  const bytes = randomBytes(5_000_000);
  await publish(site, bytes, false);
  for (const requests of [1, 0]) {
    site.server.log.length = 0;
    expect(Buffer.compare(await visit(site, store).readSlice(weights, 4_100_000, 4_100_100), bytes.subarray(4_100_000, 4_100_100))).toBe(0);
    expect(asked(site)).toHaveLength(requests);
  }
  await visit(site, store).read(weights);
  site.server.log.length = 0;
  // Across the border of two parts.
  const border = 4 * 2 ** 20;
  for (const start of [0, border - 50, border, 4_999_990]) {
    expect(Buffer.compare(await visit(site, store).readSlice(weights, start, start + 100), bytes.subarray(start, start + 100))).toBe(0);
  }
  expect(asked(site)).toEqual([]);
});

test("a file that is wanted twice at once is downloaded once; one that is not there is told, and is there once it is", async () => {
  const site = await startSite();
  const source = visit(site, memoryStore());
  await publish(site, randomBytes(3_000_000));
  const [left, right] = await Promise.all([source.read(weights), source.read(weights)]);
  expect(Buffer.compare(left, right)).toBe(0);
  expect(asked(site)).toHaveLength(1);
  expect(await source.size("config.json")).toBeUndefined();
  expect(await source.size("other.onnx")).toBeUndefined();
  await expect(source.read("config.json")).rejects.toMatchObject({ code: "FILE_MISSING", details: { file: "config.json" } });
  await writeFile(join(site.folder, "config.json"), "{}");
  expect(Buffer.from(await source.read("config.json")).toString()).toBe("{}");
});

test("a host that answers with its page where there is no file has none there", async () => {
  const site = await startSite();
  site.server.behaviour.hasFallbackPage = true;
  const source = visit(site, memoryStore());
  expect(await source.size("nestvec-manifest.json")).toBeUndefined();
  expect(await source.size(weights)).toBeUndefined();
  await expect(source.read(weights)).rejects.toMatchObject({ code: "FILE_MISSING" });
});

test.each([403, 405, 501])("a server that answers HEAD with %i is asked for one byte", async (status) => {
  const site = await startSite();
  const bytes = randomBytes(2_000_000);
  await publish(site, bytes, false);
  site.server.behaviour.headStatus = status;
  const source = visit(site, memoryStore());
  expect(await source.size(weights)).toBe(2_000_000);
  expect(asked(site)).toMatchObject([{ range: "bytes=0-0" }]);
  expect(Buffer.compare(await source.read(weights), bytes)).toBe(0);
});

test("a server that cannot answer now is asked again", async () => {
  const site = await startSite();
  const bytes = randomBytes(10_000);
  await publish(site, bytes);
  const source = visit(site, memoryStore());
  expect(await source.size(weights)).toBe(10_000);
  site.server.behaviour.busy = 2;
  expect(Buffer.compare(await source.read(weights), bytes)).toBe(0);
  expect(asked(site).map(({ status }) => status)).toEqual([503, 503, 200]);
});

test("an abort is heard while the next attempt is waited for", async () => {
  const site = await startSite();
  await publish(site, randomBytes(10_000));
  const controller = new AbortController();
  const source = visit(site, memoryStore(), undefined, controller.signal);
  await source.size(weights);
  // As often as it is asked, so that a pause of seconds comes.
  site.server.behaviour.busy = 10;
  const reading = source.read(weights).catch((error: unknown) => error);
  while (asked(site).length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, 100));
  controller.abort();
  // The pause that is over is of 4 seconds.
  const late = new Promise((resolve) => setTimeout(resolve, 2000, "late"));
  expect(await Promise.race([reading, late])).toMatchObject({ code: "ABORTED" });
  expect(asked(site)).toHaveLength(3);
});

test("however often a download breaks, what is here is not read from the store again", async () => {
  const site = await startSite();
  await publish(site, randomBytes(9_000_000));
  const inner = memoryStore();
  const read: string[] = [];
  const store: BlobStore = { ...inner, get: (key) => (read.push(key), inner.get(key)) };
  site.server.behaviour.breaks = { file: weights, after: 2_000_000 };
  const source = visit(site, store);
  await source.read(weights);
  expect(asked(site).length).toBeGreaterThan(1);
  expect(read.filter((key) => / part /.test(key) && key.includes(weights) && read.filter((other) => other === key).length > 1)).toEqual([]);
});

test("a store that is full is told once, and memory takes the rest", async () => {
  const inner = memoryStore();
  let room = 2;
  const full = new RangeError("no room");
  const small: BlobStore = {
    ...inner,
    async put(key, blob) {
      if (room === 0) throw full;
      room -= 1;
      return inner.put(key, blob);
    },
  };
  const told: unknown[] = [];
  const store = storeWithFallback(small, (reason) => told.push(reason));
  for (const key of ["a", "b", "c", "d"]) await store.put(key, new Blob([key]));
  expect(told).toEqual([full]);
  expect(await (await store.get("a"))?.text()).toBe("a");
  expect(await (await store.get("d"))?.text()).toBe("d");
  await store.delete("a");
  await store.delete("d");
  expect([await store.get("a"), await store.get("d")]).toEqual([undefined, undefined]);
});

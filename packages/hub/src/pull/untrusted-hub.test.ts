import { mkdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryOf, sha256 } from "@nestvec/loopback-hub";
import { expect, test } from "vitest";
import { failure, filesBelow, hubForTest, temporaryFolder, tinyFiles, tinyName } from "../testing/hub-for-test.ts";
import { pullModel } from "./pull-model.ts";

const weights = "onnx/layer-2/model.onnx.data";

/** What a manifest says of a file. */
const listed = (content: string | Uint8Array) => ({ bytes: content.length, sha256: sha256(Buffer.from(content)) });

/** No file of a good name, in neither form, holds what is not the file. */
async function nothingUnderTheGoodName(cacheFolder: string, path: string): Promise<void> {
  const left = await filesBelow(cacheFolder);
  expect(left.filter((name) => name.endsWith(path) || name.includes("incomplete"))).toEqual([]);
  for (const name of left.filter((blob) => /blobs.[0-9a-f]{64}$/.test(blob)))
    expect(sha256(await readFile(join(cacheFolder, name)))).toBe(name.slice(-64));
}

test.each([weights, "tokenizer.json"])("a flipped byte of %s is noticed, and leaves nothing", async (flips) => {
  const { hub, options, cacheFolder } = await hubForTest();
  hub.behaviour.flips = flips;
  const error = await failure(pullModel(tinyName, { ...options, layers: [2] }));
  expect(error).toMatchObject({ code: "FILE_DIGEST_MISMATCH", details: { file: flips, listedBy: hub.endpoint } });
  await nothingUnderTheGoodName(cacheFolder, flips);
  hub.behaviour.flips = undefined;
  expect((await pullModel(tinyName, { ...options, layers: [2] })).layers).toEqual([2]);
});

test.each([weights, "tokenizer.json"])("a truncated %s is noticed before it is read, and leaves nothing", async (truncates) => {
  const { hub, options, cacheFolder } = await hubForTest();
  hub.behaviour.truncates = truncates;
  expect(await failure(pullModel(tinyName, { ...options, layers: [2] }))).toMatchObject({
    code: "FILE_TRUNCATED",
    details: { file: truncates },
  });
  await nothingUnderTheGoodName(cacheFolder, truncates);
});

test("another commit than the one that was asked for is refused", async () => {
  const { hub, options, cacheFolder } = await hubForTest();
  hub.behaviour.answersCommit = "0".repeat(40);
  const error = await failure(pullModel(tinyName, options));
  expect(error).toMatchObject({ code: "HUB_ANSWER_INVALID", details: { problem: expect.stringContaining("0".repeat(40)) } });
  expect((await filesBelow(cacheFolder)).filter((path) => !path.includes("lock"))).toEqual([]);
});

test.each([
  "../../../escape.json",
  "/etc/cron.d/escape",
  "..\\escape.json",
  "C:\\escape.json",
  "onnx\\..\\..\\escape.json",
  "onnx/../../escape.json",
  "a\0b",
])("a list with %j is refused as a whole, before anything comes", async (hostile) => {
  const { hub, options, cacheFolder } = await hubForTest();
  hub.behaviour.listsBesides = [hostile];
  const error = await failure(pullModel(tinyName, options));
  expect(error).toMatchObject({ code: "HUB_ANSWER_INVALID", details: { problem: expect.stringContaining(JSON.stringify(hostile)) } });
  expect(await filesBelow(cacheFolder)).toEqual([]);
  expect(hub.log.some(({ path }) => path.includes("resolve"))).toBe(false);
});

test.each(["aux.data", "com1.data", "we?ights", "weights.", "Config.JSON"])("weights by the name of %s are not written", async (name) => {
  const config = JSON.stringify({ hidden_size: 64, num_hidden_layers: 6, max_position_embeddings: 512 });
  // The manifest says which weights a graph reads.
  const graph = tinyFiles()["onnx/layer-2/model.onnx"] as Uint8Array;
  const manifest = { version: 1, files: { "model.onnx": { ...listed(graph), externalFiles: [name] }, [name]: listed("w") } };
  const files = {
    "config.json": config,
    "tokenizer.json": "{}",
    "model.onnx": graph,
    [name]: "w",
    "nestvec-manifest.json": JSON.stringify(manifest),
  };
  const { options, cacheFolder } = await hubForTest([repositoryOf(tinyName, files)]);
  expect(await failure(pullModel(tinyName, options))).toMatchObject({ code: "HUB_ANSWER_INVALID" });
  expect((await filesBelow(cacheFolder)).some((path) => path.endsWith(name))).toBe(false);
});

test("what a hub's own answers say otherwise than its list is refused", async () => {
  const { hub, options } = await hubForTest();
  hub.behaviour.listsSizes = { [weights]: 1_000_000 };
  const error = await failure(pullModel(tinyName, { ...options, layers: [2] }));
  expect(error).toMatchObject({ code: "HUB_ANSWER_INVALID", details: { problem: expect.stringMatching(/1000000 by its list/) } });
});

test("a model that says it is larger than the disk is refused before it comes", async () => {
  const { hub, options, cacheFolder } = await hubForTest();
  hub.behaviour.listsSizes = { [weights]: 2 ** 52 };
  const error = await failure(pullModel(tinyName, { ...options, layers: [2] }));
  expect(error).toMatchObject({ code: "DISK_FULL", details: { needed: 2 ** 52 } });
  expect((await filesBelow(cacheFolder)).some((path) => path.endsWith(weights))).toBe(false);
});

test.each([
  ["http://[", "no address"],
  ["https://elsewhere.invalid/list", "another host"],
  ["the same page", "never ends"],
  ["empty pages, each at another address", "never ends"],
])("a list that goes on at %s is refused", async (where, problem) => {
  const { hub, options, cacheFolder } = await hubForTest();
  const tree = `${hub.endpoint}/api/models/${tinyName}/tree/${hub.repositories.get(tinyName)?.commit}?recursive=true`;
  hub.behaviour.goesOnAt = (from) =>
    where.startsWith("http") ? where : `${tree}${where.startsWith("empty") ? `&cursor=${from + 1_000_000}` : ""}`;
  const error = await failure(pullModel(tinyName, options));
  expect(error).toMatchObject({ code: "HUB_ANSWER_INVALID", details: { problem: expect.stringContaining(problem) } });
  expect(await filesBelow(cacheFolder)).toEqual([]);
  expect(hub.log.length).toBeLessThan(5);
});

test("a redirect to what is not the web is refused", async () => {
  const { hub, options } = await hubForTest();
  hub.behaviour.redirectsTo = "file:///etc";
  expect(await failure(pullModel(tinyName, options))).toMatchObject({ code: "HUB_ANSWER_INVALID" });
});

test("a folder that leads elsewhere by a link is not written to", async () => {
  const { options } = await hubForTest();
  const [to, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
  await symlink(elsewhere, join(to, "onnx"));
  expect(await failure(pullModel(tinyName, { ...options, to }))).toMatchObject({ code: "FILE_NOT_WRITABLE" });
  expect(await filesBelow(elsewhere)).toEqual([]);
});

test("a cached file of another size is mended", async () => {
  const { hub, options, cacheFolder } = await hubForTest();
  const { folder } = await pullModel(tinyName, options);
  const oid = hub.repositories.get(tinyName)?.files.find(({ path }) => path === weights)?.lfs ?? "";
  await truncate(join(cacheFolder, "models--some-org--tiny-modernbert", "blobs", oid), 100);
  expect((await pullModel(tinyName, options)).downloadedBytes).toBeGreaterThan(100);
  expect(sha256(await readFile(join(folder, weights)))).toBe(oid);
});

test("what cannot be written is an error of the file, in the system's words", async () => {
  const { options } = await hubForTest();
  const file = join(await temporaryFolder(), "a file");
  await writeFile(file, "in the way");
  const problem = "a part of its path is a file, not a folder";
  for (const wrong of [{ cacheFolder: file }, { to: file }, { to: join(file, "below") }])
    expect(await failure(pullModel(tinyName, { ...options, ...wrong }))).toMatchObject({ code: "FILE_NOT_WRITABLE", details: { problem } });
  await mkdir(join(options.cacheFolder, "models--some-org--tiny-modernbert"), { recursive: true });
  await writeFile(join(options.cacheFolder, "models--some-org--tiny-modernbert", "blobs"), "in the way");
  expect(await failure(pullModel(tinyName, options))).toMatchObject({ code: "FILE_NOT_WRITABLE" });
});

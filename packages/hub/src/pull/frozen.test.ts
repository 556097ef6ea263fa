import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryOf } from "@nestvec/loopback-hub";
import { expect, test, vi } from "vitest";
import { failure, filesBelow, hubForTest, oneExit, temporaryFolder, tinyFiles, tinyName } from "../testing/hub-for-test.ts";
import { thisProcess } from "../files/owner.ts";
import { cachedModel } from "../cache/read-cache.ts";
import { pullModel } from "./pull-model.ts";

const weights = "onnx/layer-2/model.onnx.data";

async function locked() {
  const forTest = await hubForTest();
  const lockFile = join(await temporaryFolder(), "nestvec.lock.json");
  const pulled = await pullModel(tinyName, { ...forTest.options, lockFile, layers: [2] });
  return { ...forTest, lockFile, pulled, frozen: { ...forTest.options, lockFile, frozen: true, layers: [2] } };
}

test("the lock file has repository, revision, commit, and size and sha256 of each file", async () => {
  const { lockFile, pulled, options } = await locked();
  const lock = JSON.parse(await readFile(lockFile, "utf8"));
  const files = Object.fromEntries(pulled.files.map(({ path, bytes, sha256 }) => [path, { bytes, sha256 }]));
  expect(lock).toEqual({ version: 1, models: { [tinyName]: { revision: "main", commit: pulled.commit, files } } });
  await pullModel(tinyName, { ...options, lockFile, layers: [4] });
  const more = JSON.parse(await readFile(lockFile, "utf8"));
  expect(Object.keys(more.models[tinyName].files)).toEqual(expect.arrayContaining(["onnx/layer-2/model.onnx", "onnx/layer-4/model.onnx"]));
});

test("a frozen download is of the locked commit, whatever the branch is by now", async () => {
  const { hub, frozen, pulled, lockFile, options } = await locked();
  const text = await readFile(lockFile, "utf8");
  const first = hub.repositories.get(tinyName);
  const next = repositoryOf(tinyName, { ...tinyFiles(), "tokenizer_config.json": "{}" });
  // The branch has moved on; the commit is still there.
  hub.repositories.set(tinyName, { ...next, commit: next.commit, revisions: ["main"] });
  expect(await failure(pullModel(tinyName, { ...frozen, cacheFolder: await temporaryFolder() }))).toMatchObject({ code: "HUB_REFUSED" });
  if (first !== undefined) hub.repositories.set(tinyName, { ...first, revisions: [] });
  const again = await pullModel(tinyName, { ...frozen, cacheFolder: await temporaryFolder() });
  expect(again.commit).toBe(pulled.commit);
  expect(await readFile(lockFile, "utf8")).toBe(text);
  await rm(lockFile);
  expect(await failure(pullModel(tinyName, { ...options, lockFile, frozen: true }))).toMatchObject({
    code: "LOCK_MISMATCH",
    details: { lockFile, problem: "it does not list the repository" },
  });
});

test("what the lock file does not list, or lists otherwise, is refused", async () => {
  const { frozen, lockFile } = await locked();
  expect(await failure(pullModel(tinyName, { ...frozen, layers: [4] }))).toMatchObject({
    code: "LOCK_MISMATCH",
    details: { problem: '"onnx/layer-4/model.onnx" is not listed in it' },
  });
  expect(await failure(pullModel(`${tinyName}@v2`, frozen))).toMatchObject({ code: "LOCK_MISMATCH" });
  const text = await readFile(lockFile, "utf8");
  const lock = JSON.parse(text);
  lock.models[tinyName].files["onnx/layer-2/model.onnx.data"].sha256 = "0".repeat(64);
  await writeFile(lockFile, JSON.stringify(lock));
  expect(await failure(pullModel(tinyName, frozen))).toMatchObject({
    code: "LOCK_MISMATCH",
    details: { problem: expect.stringContaining("another sha256") },
  });
  // Of what is in git, the hub's list has no sha256: the bytes are compared.
  const small = JSON.parse(text);
  small.models[tinyName].files["tokenizer.json"].sha256 = "0".repeat(64);
  await writeFile(lockFile, JSON.stringify(small));
  expect(await failure(pullModel(tinyName, frozen))).toMatchObject({ code: "FILE_DIGEST_MISMATCH", details: { listedBy: lockFile } });
});

test("a frozen download reads what is here: a changed byte of the cache is mended", async () => {
  const { hub, frozen, pulled } = await locked();
  const place = join(pulled.folder, weights);
  const bytes = await readFile(place);
  const changed = Buffer.from(bytes);
  changed[1000] = 255 - (changed[1000] ?? 0);
  await writeFile(place, changed);
  hub.log.length = 0;
  expect((await pullModel(tinyName, frozen)).downloadedBytes).toBe(bytes.length);
  expect(await readFile(place)).toEqual(bytes);
  hub.log.length = 0;
  expect((await pullModel(tinyName, frozen)).downloadedBytes).toBe(0);
  // Without a hub to mend it from, it is an error.
  await writeFile(place, changed);
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  expect(await failure(pullModel(tinyName, frozen))).toMatchObject({ code: "HUB_UNREACHABLE" });
  vi.unstubAllEnvs();
});

test("what is here stays until the right file is there, whatever a lock file says of it", async () => {
  const { hub, frozen, lockFile, pulled } = await locked();
  const lock = JSON.parse(await readFile(lockFile, "utf8"));
  lock.models[tinyName].files["tokenizer.json"].sha256 = "0".repeat(64);
  await writeFile(lockFile, JSON.stringify(lock));
  const before = await readFile(join(pulled.folder, "tokenizer.json"));
  expect(await failure(pullModel(tinyName, frozen))).toMatchObject({ code: "FILE_DIGEST_MISMATCH" });
  expect(await readFile(join(pulled.folder, "tokenizer.json"))).toEqual(before);
  vi.stubEnv("HF_HUB_OFFLINE", "1");
  expect(await failure(pullModel(tinyName, frozen))).toMatchObject({ code: "HUB_UNREACHABLE" });
  vi.unstubAllEnvs();
  expect(await readFile(join(pulled.folder, "tokenizer.json"))).toEqual(before);
  // Nor by what the hub's list says of its size.
  hub.behaviour.listsSizes = { [weights]: 1 };
  const { lockFile: _, frozen: __, ...options } = frozen;
  expect(await failure(pullModel(tinyName, options))).toMatchObject({ code: expect.any(String) });
  expect((await readFile(join(pulled.folder, weights))).length).toBe(pulled.files.find(({ path }) => path === weights)?.bytes);
});

test.each([true, false])("bytes that two want at once come once, frozen: %j", async (isFrozen) => {
  // Of two exits that are the same, graph and weights are the same blobs.
  const files = tinyFiles();
  const twice = Object.fromEntries(
    ["model.onnx", "model.onnx.data"].map((name) => [`onnx/layer-4/${name}`, files[`onnx/layer-2/${name}`] ?? ""]),
  );
  const { hub, options } = await hubForTest([repositoryOf(tinyName, { ...files, ...twice })]);
  const lockFile = join(await temporaryFolder(), "nestvec.lock.json");
  await pullModel(tinyName, { ...options, lockFile, layers: [2, 4] });
  hub.log.length = 0;
  hub.behaviour.pieceMilliseconds = 1;
  const wanted = { ...options, layers: [2, 4], cacheFolder: await temporaryFolder(), ...(isFrozen ? { lockFile, frozen: true } : {}) };
  const [left, right] = await Promise.all([pullModel(tinyName, wanted), pullModel(tinyName, wanted)]);
  expect(left.files).toEqual(right.files);
  const blobs = hub.log.filter(({ path, status }) => status === 200 && /repos|resolve-cache/.test(path)).map(({ path }) => path);
  expect(blobs).toEqual([...new Set(blobs)]);
});

test("a frozen download of an older commit leaves the branch of the shared cache where it is", async () => {
  const { hub, frozen, pulled, options, cacheFolder } = await locked();
  const first = hub.repositories.get(tinyName);
  const next = repositoryOf(tinyName, { ...tinyFiles(), "tokenizer_config.json": "{}" });
  hub.repositories.set(tinyName, next);
  await pullModel(tinyName, { ...options, layers: [2] });
  if (first !== undefined) hub.repositories.set(tinyName, { ...first, revisions: [] });
  expect((await pullModel(tinyName, frozen)).commit).toBe(pulled.commit);
  expect((await cachedModel(tinyName, { cacheFolder }))?.commit).toBe(next.commit);
  // Where there is none, the model is to be found by its branch.
  const empty = await temporaryFolder();
  await pullModel(tinyName, { ...frozen, cacheFolder: empty });
  expect((await cachedModel(tinyName, { cacheFolder: empty }))?.commit).toBe(pulled.commit);
});

test("what two downloads at once write into a lock file is all there", async () => {
  const names = [0, 1, 2, 3].map((place) => `some-org/model-${place}`);
  const { options } = await hubForTest(names.map((name) => repositoryOf(name, oneExit())));
  const lockFile = join(await temporaryFolder(), "nestvec.lock.json");
  await Promise.all(names.map((name) => pullModel(name, { ...options, lockFile })));
  expect(Object.keys(JSON.parse(await readFile(lockFile, "utf8")).models)).toEqual(names);
});

test("a lock file that says so already is not written, nor waited for", async () => {
  const { lockFile, options } = await locked();
  // As of another process that lives.
  await writeFile(`${lockFile}.nestvec.lock`, JSON.stringify(thisProcess()));
  await pullModel(tinyName, { ...options, lockFile, layers: [2] });
  const waiting = pullModel(tinyName, { ...options, lockFile, layers: [4], signal: AbortSignal.timeout(500) });
  expect(await failure(waiting)).toMatchObject({ code: "ABORTED" });
});

test("a folder in the place of a lock file is an error in words", async () => {
  const { hub, options } = await hubForTest();
  const error = await failure(pullModel(tinyName, { ...options, lockFile: await temporaryFolder() }));
  expect(error).toMatchObject({ code: "FILE_NOT_READABLE", details: { problem: "illegal operation on a directory" } });
  expect(hub.log).toEqual([]);
});

test.each([
  "",
  "[]",
  '{"version": 2, "models": {}}',
  '{"version": 1, "models": {"a/b": {"revision": "main", "commit": "x", "files": {}}}}',
  ...["../../../../home/ada/.bashrc", "/etc/profile", "refs\\\\main", "-v", ""].map(
    (revision) =>
      `{"version": 1, "models": {"some-org/tiny-modernbert": {"revision": "${revision}", "commit": "${"0".repeat(40)}", "files": {}}}}`,
  ),
])("a lock file that is %j is an error, and is not written over", async (text) => {
  const { hub, options } = await hubForTest();
  const lockFile = join(await temporaryFolder(), "nestvec.lock.json");
  await writeFile(lockFile, text);
  for (const frozen of [true, false])
    expect(await failure(pullModel(tinyName, { ...options, lockFile, frozen }))).toMatchObject({
      code: "CONFIG_INVALID",
      details: { file: lockFile },
    });
  expect(await readFile(lockFile, "utf8")).toBe(text);
  expect((await filesBelow(join(lockFile, ".."))).length).toBe(1);
  // Nor is anything downloaded before it is found out.
  expect(hub.log).toEqual([]);
});

import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { filesIn } from "../files/files-in.ts";
import { modelDirectory } from "../files/model-directory.ts";
import { failure, temporaryFolder, tiny } from "../testing/model-copies.ts";
import { verifyModel, type Verification } from "./verify-model.ts";

/** What is wrong, without the sentences' ends. */
const wrong = ({ parts }: Verification): readonly string[] =>
  parts.flatMap(({ what, part, by, problem }) => (problem === undefined ? [] : [`${what} of ${part} by ${by}`]));

async function miniCopy(): Promise<string> {
  const folder = join(await temporaryFolder(), "mini");
  await cp(await modelDirectory("nestvec-mini"), folder, { recursive: true });
  return folder;
}

test("a whole model is right, and files that are not here are no problem", async () => {
  const folder = await miniCopy();
  expect(await verifyModel(folder)).toMatchObject({ isRight: true, absent: [], hasGoldenVectors: true });
  await rm(join(folder, "onnx", "model_layer_3.onnx"));
  expect(await verifyModel(folder)).toMatchObject({ isRight: true, absent: ["onnx/model_layer_3.onnx"] });
});

test("one bit of one weight is found by its digest, and by golden vectors where it decides them", async () => {
  const folder = await miniCopy();
  const path = join(folder, "onnx", "to-layer-2.bin");
  const bytes = await readFile(path);
  for (let at = 0; at < bytes.length; at += 64) bytes[at] = (bytes[at] ?? 0) ^ 64;
  await writeFile(path, bytes);
  const exits = [2, 3, 4, 6].map((layer) => `golden vectors of layer ${layer} by golden.json`);
  expect(wrong(await verifyModel(folder))).toEqual(["digest of onnx/to-layer-2.bin by nestvec-manifest.json", ...exits]);
});

test("a graph that is not used is checked, too, and one that cannot be opened is said once for each thing that needs it", async () => {
  const folder = await miniCopy();
  await writeFile(join(folder, "onnx", "other.onnx"), "<html>");
  expect(wrong(await verifyModel(folder))).toEqual(["graph of onnx/other.onnx by the checks before opening"]);
  await truncate(join(folder, "onnx", "model_layer_6.onnx"), 100);
  expect(wrong(await verifyModel(folder))).toEqual([
    "digest of onnx/model_layer_6.onnx by nestvec-manifest.json",
    "graph of onnx/model_layer_6.onnx by the checks before opening",
    "graph of onnx/other.onnx by the checks before opening",
    "golden vectors of layer 6 by golden.json",
  ]);
});

/** The model in a hub's cache, and a lock file that lists it. */
async function cached(): Promise<{ snapshot: string; lockFile: string; blobOf(path: string): string }> {
  const cache = await temporaryFolder();
  const repository = join(cache, "models--org--tiny");
  const commit = "0".repeat(40);
  const snapshot = join(repository, "snapshots", commit);
  const blobs = new Map<string, string>();
  const files: Record<string, { bytes: number; sha256: string }> = {};
  await mkdir(join(repository, "blobs"), { recursive: true });
  for (const path of (await filesIn(tiny)) ?? []) {
    const bytes = await readFile(join(tiny, path));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const isLarge = path.endsWith(".data");
    const name = isLarge ? sha256 : createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
    files[path] = { bytes: bytes.length, sha256 };
    blobs.set(path, join(repository, "blobs", name));
    await writeFile(join(repository, "blobs", name), bytes);
    await mkdir(dirname(join(snapshot, path)), { recursive: true });
    await symlink(join(repository, "blobs", name), join(snapshot, path));
  }
  const lockFile = join(cache, "nestvec.lock.json");
  await writeFile(lockFile, JSON.stringify({ version: 1, models: { "org/tiny": { revision: "main", commit, files } } }));
  return { snapshot, lockFile, blobOf: (path) => blobs.get(path) ?? "" };
}

test("in the hub's cache, blobs are what their names say, in both ways to name them, and what the lock file says", async () => {
  const { snapshot, lockFile, blobOf } = await cached();
  const right = await verifyModel(snapshot, { lockFile });
  expect({ ...right, parts: wrong(right) }).toMatchObject({ isRight: true, parts: [], withoutDigest: [] });
  expect(new Set(right.parts.map(({ by }) => by))).toContain("nestvec.lock.json");
  for (const path of ["onnx/layer-4/model.onnx.data", "config.json"])
    await writeFile(blobOf(path), await readFile(blobOf(path)).then((bytes) => Buffer.concat([bytes, Buffer.from(" ")])));
  expect(wrong(await verifyModel(snapshot, { lockFile }))).toEqual([
    "digest of config.json by the name of its blob",
    "digest of config.json by nestvec.lock.json",
    "digest of onnx/layer-4/model.onnx.data by the name of its blob",
    "digest of onnx/layer-4/model.onnx.data by nestvec.lock.json",
  ]);
});

test("a folder elsewhere is verified against the lock file where its repository is given", async () => {
  const { lockFile } = await cached();
  const copy = join(await temporaryFolder(), "tiny");
  await cp(tiny, copy, { recursive: true });
  expect((await verifyModel(copy, { lockFile })).withoutDigest).toContain("tokenizer.json");
  expect((await verifyModel(copy, { lockFile, repository: "org/tiny" })).withoutDigest).toEqual([]);
  await writeFile(lockFile, "{}");
  expect(await failure(verifyModel(copy, { lockFile, repository: "org/tiny" }))).toMatchObject({ code: "CONFIG_INVALID" });
});

test.each([
  ["cut short", '{"tolerance": {"max_abs": 1e-6}, "cases": [', /not JSON, or cut short/],
  ["without a tolerance", JSON.stringify({ cases: [{ text: "a", normalized: {} }] }), /"tolerance.max_abs" is missing/],
  ["without texts", JSON.stringify({ tolerance: { max_abs: 1e-6 } }), /"cases" is missing/],
  ["with a text that is none", JSON.stringify({ tolerance: { max_abs: 1 }, cases: [{ text: 1, normalized: {} }] }), /"cases.0.text" is/],
  [
    "with vectors of texts",
    JSON.stringify({ tolerance: { max_abs: 1 }, cases: [{ text: "a", normalized: { 2: ["1"] } }] }),
    /"cases.0.norm/,
  ],
])("golden vectors in a file %s are no golden vectors that agree", async (_what, golden, says) => {
  const folder = await miniCopy();
  await writeFile(join(folder, "golden.json"), golden);
  const { isRight, hasGoldenVectors, parts } = await verifyModel(folder);
  expect({ isRight, hasGoldenVectors }).toEqual({ isRight: false, hasGoldenVectors: false });
  expect(parts.find(({ what }) => what === "golden vectors")).toMatchObject({ by: "golden.json", problem: expect.stringMatching(says) });
});

test("golden vectors are read up to a size, and another tool's file of this name counts as none", async () => {
  const folder = await miniCopy();
  await truncate(join(folder, "golden.json"), 2 ** 27);
  expect(wrong(await verifyModel(folder))).toContain("golden vectors of all by golden.json");
  await writeFile(join(folder, "golden.json"), "{}");
  expect((await verifyModel(folder)).hasGoldenVectors).toBe(false);
});

test("no model and a misspelt option are errors", async () => {
  expect(await failure(verifyModel(join(await temporaryFolder(), "none")))).toMatchObject({ code: "MODEL_NOT_FOUND" });
  expect(await failure(verifyModel(tiny, { lockfile: "a" } as object))).toMatchObject({ code: "ARGUMENT_INVALID" });
});

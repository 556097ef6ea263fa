import { copyFile, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { failure, temporaryFolder, tiny, vectorOf } from "../testing/model-copies.ts";
import { loadModel } from "./load-model.ts";

const files = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "1_Pooling/config.json",
  "onnx/model_config.json",
  ...[2, 4, 6].flatMap((layer) => [`onnx/layer-${layer}/model.onnx`, `onnx/layer-${layer}/model.onnx.data`]),
];

/** Where the hub's cache keeps a file: `repository` with all of them in one folder, `shared` in folders of their own outside it. */
type Blobs = "repository" | "shared" | "elsewhere";

/** tiny-modernbert as a repository in a cache of the hub: links in a snapshot to blobs. */
async function cached(blobs: Blobs, commits: readonly string[] = ["0f2a"]): Promise<{ repository: string; snapshot: string }> {
  const root = await temporaryFolder();
  const hub = join(root, "hub");
  const repository = join(hub, "models--org--tiny");
  for (const [index, path] of files.entries()) {
    const folder = {
      repository: join(repository, "blobs"),
      shared: join(hub, "blobs", String(index)),
      elsewhere: join(root, String(index)),
    }[blobs];
    const blob = join(folder, `blob-${index}`);
    await mkdir(folder, { recursive: true });
    await copyFile(join(tiny, path), blob);
    for (const commit of commits) {
      const link = join(repository, "snapshots", commit, path);
      await mkdir(dirname(link), { recursive: true });
      await symlink(blob, link);
    }
  }
  await mkdir(join(repository, "refs"));
  await writeFile(join(repository, "refs", "main"), `${commits[0]}\n`);
  return { repository, snapshot: join(repository, "snapshots", commits[0] ?? "") };
}

test.each(["repository", "shared"] as const)("a snapshot whose blobs are in the %s's cache has the model's vectors", async (blobs) => {
  const { repository, snapshot } = await cached(blobs);
  const expected = await vectorOf(tiny);
  expect(await vectorOf(snapshot, { isolation: "none" })).toEqual(expected);
  expect(await vectorOf(repository)).toEqual(expected);
  const link = join(await temporaryFolder(), "tiny");
  await symlink(snapshot, link);
  expect(await vectorOf(link, { isolation: "none" })).toEqual(expected);
});

test("weights that a link takes out of the cache are not followed", async () => {
  const { snapshot } = await cached("elsewhere");
  expect(await failure(vectorOf(snapshot, { isolation: "none" }))).toMatchObject({ code: "GRAPH_INVALID" });
});

test("a repository stands for the snapshot that refs/main names, or the only one, and is called by its name", async () => {
  const { repository, snapshot } = await cached("repository", ["0f2a", "1b3c"]);
  for (const folder of [repository, join(repository, "snapshots")]) {
    await using embedder = await loadModel(folder, { isolation: "none" });
    expect((await embedder.info()).source).toBe(snapshot);
  }
  await rm(join(repository, "refs"), { recursive: true });
  const error = await failure(loadModel(repository));
  expect(error).toMatchObject({ code: "MODEL_NOT_FOUND", details: { models: [join("snapshots", "0f2a"), join("snapshots", "1b3c")] } });
  expect(await failure(loadModel(dirname(repository)))).toMatchObject({ details: { models: ["models--org--tiny"] } });
  await rm(join(repository, "snapshots", "1b3c"), { recursive: true });
  await using embedder = await loadModel(repository, { isolation: "none" });
  expect((await embedder.info()).source).toBe(snapshot);
});

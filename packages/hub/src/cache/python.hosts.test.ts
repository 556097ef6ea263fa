import { spawn, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { pullModel } from "../pull/pull-model.ts";
import { hubForTest, oneExit, tinyName } from "../testing/hub-for-test.ts";
import { describeCache, pythonCacheFile, pythonRepository } from "../testing/python-cache.ts";

// The tests of the hosts run where Python may be, with PYTHON for one that is not the first.
const python = process.env["PYTHON"] || "python3";
const version = spawnSync(python, ["-c", "import huggingface_hub; print(huggingface_hub.__version__)"], { encoding: "utf8" });
const isThere = version.status === 0;

async function runPython(program: string, environment: Record<string, string>): Promise<unknown> {
  const { HF_HUB_OFFLINE: _offline, HF_TOKEN: _token, ...rest } = process.env;
  const child = spawn(python, ["-c", program], {
    env: { ...rest, HF_HUB_DISABLE_XET: "1", HF_HUB_DISABLE_PROGRESS_BARS: "1", ...environment },
  });
  let output = "";
  let problems = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr.on("data", (text: Buffer) => (problems += text.toString()));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code, problems).toBe(0);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "null");
}

test.skipIf(!isThere)(
  "Python's huggingface_hub downloads from the hub of these tests, and its cache is the one that is described",
  async () => {
    const { hub, options, cacheFolder } = await hubForTest([pythonRepository()]);
    hub.behaviour.pageSize = 4;
    const environment = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cacheFolder };
    const program = `
import json
from huggingface_hub import HfApi, hf_hub_download, snapshot_download
from huggingface_hub.errors import EntryNotFoundError, GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError
name = ${JSON.stringify(tinyName)}
def refused(kind, *given, **named):
    try:
        hf_hub_download(*given, **named)
    except kind:
        return True
    return False
print(json.dumps({
    "folder": snapshot_download(name),
    "sha": HfApi().model_info(name).sha,
    "entry": refused(EntryNotFoundError, name, "no-such-file.json"),
    "revision": refused(RevisionNotFoundError, name, "config.json", revision="no-such-revision"),
    "repository": refused(RepositoryNotFoundError, "nobody/nothing", "config.json"),
}))`;
    const { commit } = pythonRepository();
    const folder = join(cacheFolder, "models--some-org--tiny-modernbert", "snapshots", commit);
    expect(await runPython(program, environment)).toEqual({ folder, sha: commit, entry: true, revision: true, repository: true });
    const description = await describeCache(cacheFolder, `huggingface_hub ${version.stdout.trim()}`);
    // Written anew with vitest's --update.
    const kept = JSON.parse(await readFile(pythonCacheFile, "utf8").catch(() => "{}"));
    if (kept.madeBy === description.madeBy || process.argv.includes("--update"))
      await expect(`${JSON.stringify(description, undefined, 2)}\n`).toMatchFileSnapshot(fileURLToPath(pythonCacheFile));
    else expect({ links: description.links, blobs: description.blobs }).toEqual({ links: kept.links, blobs: kept.blobs });
    hub.log.length = 0;
    expect(await pullModel(tinyName, options)).toMatchObject({ folder, downloadedBytes: 0 });
  },
);

test.skipIf(!isThere)("Python's huggingface_hub reads our cache, with and without a network", async () => {
  const { hub, options, cacheFolder } = await hubForTest([pythonRepository()]);
  const { folder, files } = await pullModel(tinyName, options);
  const program = `
import json
from huggingface_hub import hf_hub_download, scan_cache_dir, snapshot_download, try_to_load_from_cache
name = ${JSON.stringify(tinyName)}
[repository] = scan_cache_dir().repos
[revision] = repository.revisions
print(json.dumps({
    "folder": snapshot_download(name, local_files_only=True),
    "file": hf_hub_download(name, "tokenizer.json", local_files_only=True),
    "weights": try_to_load_from_cache(name, "onnx/layer-2/model.onnx.data"),
    "name": repository.repo_id,
    "refs": sorted(revision.refs),
    "files": len(revision.files),
    "online": hf_hub_download(name, "onnx/layer-2/model.onnx"),
}))`;
  hub.log.length = 0;
  expect(await runPython(program, { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cacheFolder })).toEqual({
    folder,
    file: join(folder, "tokenizer.json"),
    weights: join(folder, "onnx/layer-2/model.onnx.data"),
    name: tinyName,
    refs: ["main"],
    files: files.length,
    online: join(folder, "onnx/layer-2/model.onnx"),
  });
  expect(hub.log.filter(({ method, path }) => method === "GET" && /resolve|repos/.test(path))).toEqual([]);
});

test.skipIf(!isThere)("nestvec and Python may download the same model at once", async () => {
  const { hub, options, cacheFolder } = await hubForTest([pythonRepository()]);
  hub.behaviour.pieceMilliseconds = 5;
  const program = `import json; from huggingface_hub import snapshot_download; print(json.dumps(snapshot_download(${JSON.stringify(tinyName)})))`;
  const [theirs, ours] = await Promise.all([
    runPython(program, { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cacheFolder }),
    new Promise((resolve) => setTimeout(resolve, 1000)).then(() => pullModel(tinyName, options)),
  ]);
  expect(theirs).toBe(ours.folder);
  for (const [path, content] of Object.entries(oneExit())) expect(await readFile(join(ours.folder, path))).toEqual(Buffer.from(content));
});

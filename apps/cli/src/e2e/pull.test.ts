import { readFile, readdir, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { referenceModels } from "@nestvec/conformance/models";
import { folderFiles, hubEnvironment, repositoryOf, startLoopbackHub, type LoopbackHub } from "@nestvec/loopback-hub";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { finished, objectsOf, runCli, startCli, tinyModel, type Finished } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const name = "some-org/tiny-modernbert";
const tinySource = fileURLToPath(new URL("tiny-modernbert-source", referenceModels));
/** The files of a repository with one exit, so that the search of its int8 form is short. */
const oneExit = Object.fromEntries(Object.entries(folderFiles(tinyModel)).filter(([path]) => !/onnx-fp32|layer-[46]/.test(path)));
const folder = freshFolder();
let hub: LoopbackHub;
beforeAll(async () => {
  hub = await startLoopbackHub([
    repositoryOf(name, folderFiles(tinyModel)),
    repositoryOf("some-org/no-graphs", { "config.json": "{}", "model.safetensors": "weights" }),
    repositoryOf("some-org/weights", { ...folderFiles(tinyModel), ...folderFiles(tinySource) }),
    repositoryOf("some-org/one-exit", oneExit),
    repositoryOf("some-org/gated", folderFiles(tinyModel), { access: "gated" }),
  ]);
});
afterAll(() => hub.close());
beforeEach(() => void (hub.log.length = 0));

const environment = (): Record<string, string> => hubEnvironment(hub.endpoint, folder.path("hf"));
const run = (...args: string[]): Promise<Finished> => runCli(args, { folder: folder.path(), environment: environment() });

test("pull downloads a model, says where it is, and writes the lock file; then it is used without a network", async () => {
  const { code, stdout, stderr } = await run("pull", name, "--layers", "2,4");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const commit = hub.repositories.get(name)?.commit ?? "";
  expect(stdout).toContain(folder.path("hf", "hub", "models--some-org--tiny-modernbert", "snapshots", commit));
  expect(stdout).toMatch(/layers +2, 4\n/);
  const lock = JSON.parse(await readFile(folder.path("nestvec.lock.json"), "utf8"));
  expect(lock.models[name]).toMatchObject({ revision: "main", commit });
  hub.log.length = 0;
  const embedded = await run("embed", "a text", "--model", name, "--layer", "4", "--format", "jsonl", "--quiet");
  expect(embedded).toMatchObject({ code: 0, stderr: "" });
  const direct = await run("embed", "a text", "--model", tinyModel, "--layer", "4", "--format", "jsonl", "--quiet");
  expect(objectsOf(embedded.stdout)[0]?.["embedding"]).toEqual(objectsOf(direct.stdout)[0]?.["embedding"]);
  expect(hub.log).toEqual([]);

  const frozen = await run("pull", name, "--layers", "2", "--frozen", "--format", "json");
  expect(JSON.parse(frozen.stdout)).toMatchObject({ repository: name, commit, layers: [2], downloadedBytes: 0 });
  const more = await run("pull", name, "--frozen");
  expect(more.code).toBe(78);
  expect(more.stderr).toMatch(
    /^nestvec: nestvec\.lock\.json does not allow this download .*"onnx\/layer-6\/model\.onnx" is not listed in it\./,
  );
});

const quantize = (...args: string[]): Promise<Finished> =>
  run("quantize", "some-org/one-exit", "--min-cosine", "0.98", "--texts", "texts.txt", ...args);

test("a model of the hub is quantized: with --pull after a download, then from the cache", async () => {
  await writeFile(
    folder.path("texts.txt"),
    Array.from({ length: 24 }, (_, index) => `Doll ${index} is inside of doll ${index + 1}.`).join("\n"),
  );
  const missing = await quantize("--out", "int8");
  expect(missing).toMatchObject({ code: 66, stdout: "" });
  expect(missing.stderr).toContain("nestvec pull some-org/one-exit");
  const pulled = await quantize("--out", "int8", "--pull", "--format", "json");
  expect(pulled).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(pulled.stdout)).toMatchObject({ layers: [2] });
  hub.log.length = 0;
  expect(await quantize("--out", "again")).toMatchObject({ code: 0, stderr: "" });
  expect(hub.log).toEqual([]);
  const [first, second] = await Promise.all(
    ["int8", "again"].map((model) => run("embed", "a text", "--model", model, "--layer", "2", "--quiet")),
  );
  expect(first).toMatchObject({ code: 0 });
  expect(first?.stdout).toBe(second?.stdout);
  expect(objectsOf(first?.stdout ?? "")[0]?.["space"]).toMatch(/\/int8$/);
});

test("a model of the hub is compiled: from the cache, or with --pull after a download", async () => {
  const missing = await run("compile", "some-org/weights", "--out", "compiled");
  expect(missing).toMatchObject({ code: 66, stdout: "" });
  expect(missing.stderr).toContain("Download it with nestvec pull some-org/weights --weights, or load it with pull: true (--pull");
  // The cache has another part of it.
  expect((await run("pull", "some-org/weights", "--layers", "2", "--no-lock-file")).code).toBe(0);
  const partly = await run("compile", "some-org/weights", "--out", "compiled");
  expect(partly.code).toBe(66);
  expect(partly.stderr).toContain("Download it with nestvec pull some-org/weights --weights");
  const pulled = await run("compile", "some-org/weights", "--out", "compiled", "--pull", "--verify", "--format", "json");
  expect(pulled).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(pulled.stdout)).toMatchObject({
    layers: [2, 4, 6],
    verification: [{ layer: 2 }, { layer: 4 }, { layer: 6 }],
  });
  hub.log.length = 0;
  const commit = hub.repositories.get("some-org/weights")?.commit ?? "";
  const again = await run("compile", "some-org/weights", "--out", "again", "--layers", "2", "--revision", commit);
  expect(again).toMatchObject({ code: 0, stderr: "" });
  expect(hub.log).toEqual([]);
  const spaces = async (model: string): Promise<unknown> =>
    (
      JSON.parse((await run("info", "--model", model, "--format", "json")).stdout) as {
        readonly exits: readonly { readonly space: string }[];
      }
    ).exits[0]?.space;
  expect(await spaces("again")).toBe(await spaces("compiled"));
});

test("--pull and --model go with every command that takes a model", async () => {
  const missing = await run("info", "--model", name);
  expect(missing).toMatchObject({ code: 66, stdout: "" });
  expect(missing.stderr).toContain(`Download it with nestvec pull ${name}`);
  const pulled = await run("similarity", "a cat", "a kitten", "--model", name, "--pull", "--format", "json");
  expect(pulled).toMatchObject({ code: 0, stderr: "" });
  expect(await readdir(folder.path())).toEqual(["hf"]);
  for (const args of [["layers"], ["doctor"], ["search", "a", "--file", "-"]])
    expect(
      (await runCli([...args, "--model", name, "--pull"], { folder: folder.path(), environment: environment(), input: "b\n" })).code,
      args[0],
    ).toBe(0);
});

test("--to makes a folder of the model's files alone; --no-lock-file writes nothing down", async () => {
  const { code } = await run("pull", name, "--to", "tiny", "--no-lock-file", "--layers", "6");
  expect(code).toBe(0);
  expect((await readdir(folder.path())).toSorted()).toEqual(["tiny"]);
  expect(await readFile(folder.path("tiny", "tokenizer.json"))).toEqual(await readFile(join(tinyModel, "tokenizer.json")));
});

test.each([
  [["pull", "some-org/none"], 66, /does not give "some-org\/none": there is no such repository, or it is private/],
  [["pull", "some-org/gated"], 66, /it is gated, and no token was sent. Ask for access on/],
  [["pull", name, "--revision", "v9"], 66, /it has no revision "v9"/],
  [["pull", name, "--layers", "5"], 2, /has no layer 5; it has layers 2, 4, 6/],
  [["pull", "tiny"], 2, /"model" is the text "tiny"; it must be a repository of a hub, "ORG\/NAME"/],
  [["pull", name, "--layers", "two"], 2, /whole numbers from 1, such as 6,11/],
  [["pull", name, "--dtype", "q8"], 2, /no graph for/],
  [["pull", name, "--frozen"], 78, /it does not list the repository/],
  [["pull", name, "--frozen", "--no-lock-file"], 2, /"--no-lock-file" is given with --frozen/],
  [["pull", "some-org/no-graphs"], 66, /has no ONNX graphs in "some-org\/no-graphs".* Pull a repository that has some, or export/],
  [["info", "--model", name, "--frozen"], 2, /given without --pull/],
])("%j is an error that says what to do", async (args, code, problem) => {
  const ended = await run(...args);
  expect(ended).toMatchObject({ code, stdout: "" });
  expect(ended.stderr).toMatch(/^nestvec: /);
  expect(ended.stderr).toMatch(problem);
});

test("a lock file that is damaged is not written over", async () => {
  await writeFile(folder.path("nestvec.lock.json"), "{");
  expect(await run("pull", name)).toMatchObject({ code: 78, stderr: expect.stringContaining("not JSON") });
  expect(await readFile(folder.path("nestvec.lock.json"), "utf8")).toBe("{");
});

test("Ctrl-C in the midst of a download ends it, and leaves nothing that looks whole", async () => {
  hub.behaviour.pieceMilliseconds = 50;
  const child = startCli(["embed", "a", "--model", name, "--pull"], { folder: folder.path(), environment: environment() });
  const end = finished(child);
  while (!hub.log.some(({ host, sent }) => host === "storage" && sent > 0)) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill("SIGINT");
  if (child.exitCode === null) await once(child, "exit");
  hub.behaviour.pieceMilliseconds = 0;
  expect(await end).toMatchObject({ code: 130, stdout: "", stderr: "" });
  const blobs = await readdir(folder.path("hf", "hub", "models--some-org--tiny-modernbert", "blobs"));
  const weights = hub.repositories.get(name)?.files.filter(({ path }) => path.endsWith(".data")) ?? [];
  expect(blobs.some((blob) => blob.endsWith(".incomplete"))).toBe(true);
  expect(weights.every(({ lfs }) => blobs.includes(lfs ?? ""))).toBe(false);
});

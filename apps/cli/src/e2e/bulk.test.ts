import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { bulkJob, killedAndContinued, writeTexts } from "../testing/bulk-jobs.ts";
import { finished, objectsOf, runCli, startCli, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();
const onPosix = test.skipIf(process.platform === "win32");

const job = (out: string, ...more: readonly string[]): string[] => bulkJob(folder.path("texts.txt"), folder.path(out), ...more);

onPosix("a job that is killed goes on, and gives the bytes of one that was not", { timeout: 60_000 }, async () => {
  await writeTexts(folder.path("texts.txt"), 600);
  expect(await runCli(job("whole.parquet", "--window-rows", "64"))).toMatchObject({ code: 0 });
  await killedAndContinued(job("killed.parquet", "--window-rows", "64"), 3, 1200);
  expect(await readFile(folder.path("killed.parquet"))).toEqual(await readFile(folder.path("whole.parquet")));
  expect((await readdir(folder.path())).toSorted()).toEqual(["killed.parquet", "texts.txt", "whole.parquet"]);
});

test("a line at the end says what was done; a second run finds it there, other options do not", async () => {
  await writeTexts(folder.path("texts.txt"), 50);
  const { code, stdout, stderr } = await runCli(job("out.jsonl", "--dimension", "16"));
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(
    /^nestvec: .*out\.jsonl has 50 rows in [\d.]+ s, [\d,]+ rows\/s, [\d,]+ tokens, \d\.\d % padding: layer 2, dimension 16, float32, space ".*"\.\n$/,
  );
  const rows = objectsOf(await readFile(folder.path("out.jsonl"), "utf8"));
  expect(rows).toHaveLength(50);
  expect(Object.keys(rows[0]!)).toEqual(["text", "layer", "dimension", "space", "embedding"]);
  expect((await runCli(job("out.jsonl", "--dimension", "16"))).stderr).toContain("is there already, made by the same job");
  expect(await runCli(job("out.jsonl", "--dimension", "32"))).toMatchObject({ code: 73 });
  const found = await runCli([
    "search",
    "text 7",
    "--model",
    tinyModel,
    "--layer",
    "2",
    "--dimension",
    "16",
    "--file",
    folder.path("out.jsonl"),
    "--top",
    "1",
  ]);
  expect(objectsOf(found.stdout)).toHaveLength(1);
});

test("standard input, a dry run, and the vectors of a table cut without a model", async () => {
  const input = '{"id":1,"text":"one"}\n{"id":2,"text":"two or three"}\n';
  const args = ["bulk", "-", "--input-format", "jsonl", "--model", tinyModel, "--out", folder.path("out.arrow")];
  const dry = await runCli([...args, "--dry-run"], { input });
  expect(dry.stdout).toMatch(/^rows: 2\ntokens: \d+\nspeed: [\d,]+ tokens\/s, by a sample\ntime: about \d+s\n$/);
  expect(await readdir(folder.path())).toEqual([]);
  expect(await runCli([...args, "--quiet"], { input })).toEqual({ code: 0, signal: null, stdout: "", stderr: "" });
  const from = ["bulk", "--from", folder.path("out.arrow"), "--out", folder.path("narrow.jsonl")];
  expect(await runCli([...from, "--dimension", "16", "--quiet"])).toMatchObject({ code: 0, stderr: "" });
  expect(
    objectsOf(await readFile(folder.path("narrow.jsonl"), "utf8")).map(({ id, embedding }) => [id, (embedding as number[]).length]),
  ).toEqual([
    [1, 16],
    [2, 16],
  ]);
  expect((await runCli(from)).stderr).toContain('"--from" is given alone; it must be --model NEW');
  expect((await runCli([...from, "--dimension", "16", "--layer", "2"])).stderr).toContain("given with --layer and no --model");
});

test("two processes cannot make one output", async () => {
  await writeTexts(folder.path("texts.txt"), 20_000);
  const child = startCli(job("out.parquet", "--window-rows", "64"));
  const end = finished(child);
  while (!existsSync(folder.path("out.parquet.parts", "lock"))) await wait(20);
  await wait(100);
  const { code, stderr } = await runCli(job("out.parquet", "--window-rows", "64"));
  expect({ code }).toEqual({ code: 73 });
  expect(stderr).toContain(`process ${child.pid} is making it: wait for it, or end it`);
  child.kill("SIGINT");
  expect(await end).toMatchObject({ code: 130 });
  expect(existsSync(folder.path("out.parquet.parts", "lock"))).toBe(false);
});

onPosix("a folder that cannot be written to, and inputs that are not there, are errors that leave nothing", async () => {
  await writeTexts(folder.path("texts.txt"), 3);
  expect((await runCli(job("texts.txt/out.parquet"))).stderr).toContain("cannot be written: not a directory");
  const { code, stderr } = await runCli(["bulk", folder.path("*.csv"), "--out", folder.path("out.parquet")]);
  expect({ code }).toEqual({ code: 66 });
  expect(stderr).toContain("no file matches this pattern");
  expect(await readdir(folder.path())).toEqual(["texts.txt"]);
});

test.skipIf(process.platform === "win32" || process.getuid?.() === 0)("a read-only folder is an error", async () => {
  await writeTexts(folder.path("texts.txt"), 3);
  await mkdir(folder.path("closed"), { mode: 0o555 });
  expect(await runCli(job("closed/out.parquet"))).toMatchObject({ code: 73 });
  await chmod(folder.path("closed"), 0o755);
});

test("a full disk is an error that loses nothing: with room, the same command goes on", { timeout: 60_000 }, async (context) => {
  const disk = folder.path("disk");
  await mkdir(disk);
  if (process.platform !== "linux" || spawnSync("mount", ["-t", "tmpfs", "-o", "size=200k", "tmpfs", disk]).status !== 0) {
    context.skip("only root on Linux can make a small disk");
  }
  try {
    await fillAndGoOn(job("disk/out.parquet", "--window-rows", "64"), disk);
    expect(await runCli(job("whole.parquet", "--window-rows", "64"))).toMatchObject({ code: 0 });
    expect(await readFile(folder.path("disk", "out.parquet"))).toEqual(await readFile(folder.path("whole.parquet")));
  } finally {
    spawnSync("umount", [disk]);
  }
});

async function fillAndGoOn(args: readonly string[], disk: string): Promise<void> {
  await writeTexts(folder.path("texts.txt"), 700);
  const { code, stderr } = await runCli(args);
  expect({ code }).toEqual({ code: 73 });
  expect(stderr).toContain("no space left on device; what was done so far is kept");
  expect(spawnSync("mount", ["-o", "remount,size=4m", disk]).status).toBe(0);
  expect((await runCli(args)).stderr).toMatch(/700 rows in .*, \d+ of them before/);
}

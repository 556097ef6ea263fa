import { execFileSync } from "node:child_process";
import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openFileSink } from "./file-sink.ts";
import { removeUnfinished } from "../process/unfinished.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nestvec-sink-"));
});
afterEach(() => rm(folder, { recursive: true }));

const onPosix = test.skipIf(process.platform === "win32");

test("a file appears when it is finished, and an older one stays until then", async () => {
  const path = join(folder, "out.txt");
  await writeFile(path, "old");
  const sink = await openFileSink(path);
  await sink.write("new ");
  await sink.write(Buffer.from("text"));
  expect(await readFile(path, "utf8")).toBe("old");
  await sink.overwrite(0, Buffer.from("N"));
  await sink.finish();
  expect(await readFile(path, "utf8")).toBe("New text");
  expect(await readdir(folder)).toEqual(["out.txt"]);
});

test("what is discarded leaves nothing", async () => {
  const sink = await openFileSink(join(folder, "out.txt"));
  await sink.write("half");
  await sink.discard();
  expect(await readdir(folder)).toEqual([]);
});

test("what is unfinished when the process is stopped leaves nothing", async () => {
  const sink = await openFileSink(join(folder, "out.txt"));
  await sink.write("half");
  removeUnfinished();
  expect(await readdir(folder)).toEqual([]);
  await sink.discard();
});

onPosix("a link stays a link, and the file behind it keeps its permissions", async () => {
  const path = join(folder, "real.txt");
  const link = join(folder, "link.txt");
  await writeFile(path, "old");
  await chmod(path, 0o600);
  await symlink(path, link);
  const sink = await openFileSink(link);
  await sink.write("new");
  await sink.finish();
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(await readFile(path, "utf8")).toBe("new");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

onPosix("what is no regular file is written as it is, and not replaced", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const reading = readFile(pipe, "utf8");
  const sink = await openFileSink(pipe);
  await sink.write("through");
  await expect(sink.overwrite(0, Buffer.from("x"))).rejects.toMatchObject({ code: "FILE_NOT_WRITABLE" });
  await sink.finish();
  expect(await reading).toBe("through");
  expect((await lstat(pipe)).isFIFO()).toBe(true);
});

test.each([
  ["a folder", (at: string) => at, /it is a folder/],
  ["a folder that is not there", (at: string) => join(at, "none", "out.txt"), /no such file or directory/],
])("%s is FILE_NOT_WRITABLE", async (_name, pathIn, problem) => {
  const opening = openFileSink(pathIn(folder));
  await expect(opening).rejects.toMatchObject({ code: "FILE_NOT_WRITABLE" });
  await expect(opening).rejects.toThrow(problem);
});

test.runIf(process.platform === "linux")("a full disk is FILE_NOT_WRITABLE", async () => {
  const sink = await openFileSink("/dev/full");
  const writing = sink.write("x").then(() => sink.finish());
  await expect(writing).rejects.toMatchObject({ code: "FILE_NOT_WRITABLE" });
  await sink.discard();
});

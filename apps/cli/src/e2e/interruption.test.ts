import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, stat, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { finished, objectsOf, startCli, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();
const onPosix = test.skipIf(process.platform === "win32");

/** A file that takes far longer than any of these tests. */
async function longFile(): Promise<string> {
  await writeFile(folder.path("long.txt"), "one line of a long file\n".repeat(500_000));
  return folder.path("long.txt");
}

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await wait(10);
}

/** Waits until a process does nothing but wait. */
async function untilAsleep(pid: number): Promise<void> {
  for (let asleep = 0; asleep < 10;) {
    await wait(50);
    const { stdout } = spawnSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" });
    asleep = /^[SI]/.test(stdout.trim()) ? asleep + 1 : 0;
  }
}

onPosix.each([
  ["SIGINT", "out.jsonl", 130],
  ["SIGTERM", "out.npy", 143],
] as const)("%s while %s is written leaves no half file", async (signal, name, code) => {
  const child = startCli(["embed", "--model", tinyModel, "--layer", "2", "--file", await longFile(), "--output", folder.path(name)]);
  const end = finished(child);
  await until(async () => {
    const temporary = (await readdir(folder.path())).filter((file) => file.endsWith(".tmp"));
    const sizes = await Promise.all(temporary.map(async (file) => (await stat(folder.path(file))).size));
    return sizes.some((size) => size > 10_000);
  });
  expect(existsSync(folder.path(name))).toBe(false);
  child.kill(signal);
  expect(await end).toEqual({ code, signal: null, stdout: "", stderr: "" });
  expect(await readdir(folder.path())).toEqual(["long.txt"]);
});

onPosix("Ctrl-C while standard output is written leaves whole lines", async () => {
  const child = startCli(["embed", "--model", tinyModel, "--layer", "2", "--file", await longFile()]);
  const end = finished(child);
  await once(child.stdout, "data");
  child.kill("SIGINT");
  const { code, stdout, stderr } = await end;
  expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
  expect(stdout.endsWith("}\n")).toBe(true);
  expect(objectsOf(stdout).map(({ index }) => index)).toEqual(objectsOf(stdout).map((_, index) => index));
});

onPosix("Ctrl-C while waiting for input ends at once", async () => {
  const child = startCli(["embed", "--model", tinyModel]);
  const end = finished(child);
  child.stdin.write("a first line\n");
  // The answer to it, while the input is still open.
  const [answer] = (await once(child.stdout, "data")) as [Buffer];
  expect(objectsOf(answer.toString())).toMatchObject([{ index: 0, text: "a first line" }]);
  child.kill("SIGINT");
  expect(await end).toMatchObject({ code: 130, stderr: "" });
});

onPosix("a second Ctrl-C ends what the first could not", async () => {
  const child = startCli(["embed", "--model", tinyModel, "--layer", "2", "--file", await longFile()]);
  // Nobody reads, so that the pipe fills up and the program waits for room, first Ctrl-C or not.
  child.stdout.pause();
  await until(() => child.stdout.readableLength > 0);
  await untilAsleep(child.pid!);
  child.kill("SIGINT");
  await wait(500);
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  const exit = once(child, "exit");
  child.kill("SIGINT");
  expect(await exit).toEqual([null, "SIGINT"]);
  child.stdout.destroy();
});

onPosix.each(["jsonl", "json", "table"])("a reader that goes away, as head does, ends %s quietly", async (format) => {
  const child = startCli(["embed", "--model", tinyModel, "--layer", "2", "--format", format, "--file", await longFile()]);
  let stderr = "";
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  await once(child.stdout, "data");
  child.stdout.destroy();
  expect(await once(child, "close")).toEqual([0, null]);
  expect(stderr).toBe("");
});

onPosix("help that nobody reads ends quietly too", async () => {
  const child = startCli(["--help"]);
  child.stdout.destroy();
  expect(await once(child, "close")).toEqual([0, null]);
});

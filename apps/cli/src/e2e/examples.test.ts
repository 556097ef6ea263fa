import { spawn } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { delimiter } from "node:path";
import { expect, test } from "vitest";
import { builtProgram, cleanEnvironment, finished, runCli, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();
const onPosix = test.skipIf(process.platform === "win32");

/** Runs one line in a shell in which `nestvec` is the built program. */
async function shell(line: string): Promise<{ readonly line: string; readonly code: number | null; readonly stderr: string }> {
  await mkdir(folder.path("bin"), { recursive: true });
  await writeFile(folder.path("bin", "nestvec"), `#!/bin/sh\nexec "${process.execPath}" "${builtProgram()}" "$@"\n`, { mode: 0o755 });
  const PATH = `${folder.path("bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  const child = spawn("sh", ["-c", line], { cwd: folder.path(), env: cleanEnvironment({ PATH, NESTVEC_CACHE: folder.path("cache") }) });
  child.stdin.end();
  const { code, stderr } = await finished(child);
  return { line, code, stderr };
}

/** Whether a line ended as the comment behind it says, or well. Not every machine is fast enough, or quiet, for a line that names a time. */
function isAsSaid({ line, code, stderr: all }: Awaited<ReturnType<typeof shell>>): boolean {
  const stderr = all.replace(/^nestvec: Other work used [^\n]+\n/, "");
  const said = Number(/# exit code (\d+)$/.exec(line)?.[1] ?? 0);
  if (line.includes("--max-milliseconds") && code === 69) return stderr.startsWith("nestvec: No cut gives");
  const summary = /^(nestvec: (?:embedded|compared|[^ ]+ has) [^\n]+\n)?$/;
  return code === said && (said === 0 ? summary : /^nestvec: [^\n]+\n$/).test(stderr);
}

onPosix("every example in docs/cli.md runs and ends with the exit code it says", { timeout: 300_000 }, async () => {
  const page = await readFile(new URL("../../../../docs/cli.md", import.meta.url), "utf8");
  const lines = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block]) => block!.trimEnd().split("\n"));
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) expect(await shell(line)).toSatisfy(isAsSaid);
});

onPosix("every example in the help texts runs", { timeout: 300_000 }, async () => {
  await writeFile(folder.path("sentences.txt"), "One sentence.\nAnother one.\n");
  await writeFile(folder.path("questions.txt"), "Where is my refund?\nWhat is the weather like?\nIs the shop open?\nHow are you?\n");
  await writeFile(folder.path("articles.jsonl"), '{"title":"Snow in May"}\n{"title":"A quiet week"}\n');
  await writeFile(folder.path("products.csv"), 'sku,name\n1,"A lamp, red"\n2,A chair\n');
  await symlink(tinyModel, folder.path("mmbert-onnx"));
  const { stdout } = await runCli(["--help"]);
  const commands = [...stdout.matchAll(/^ {2}(\w+) .*\[options\]/gm)].map(([, name]) => name!);
  expect(commands).toHaveLength(16);
  const helps = await Promise.all([[], ...commands.map((command) => [command])].map((command) => runCli([...command, "--help"])));
  const lines = new Set(helps.flatMap((help) => help.stdout.split("Examples:\n")[1]!.trimEnd().split("\n")));
  // One serves until it is stopped, others need a hub, weights, or two forms of a model: playground.test.ts, pull.test.ts, compile.test.ts, quantize.test.ts and
  // plan.test.ts have these.
  for (const line of lines) if (/^ +nestvec (?:playground|pull|compile|quantize)|--pull|--also/.test(line)) lines.delete(line);
  expect(lines.size).toBeGreaterThan(20);
  for (const line of lines) expect(await shell(line)).toSatisfy(isAsSaid);
});

onPosix.each(["nestvec-mini", tinyModel])("what demo says to try next runs with %s", async (model) => {
  const environment = { NESTVEC_MODEL: model };
  const { stdout } = await runCli(["demo"], { environment });
  const all = [...stdout.split("Try next:")[1]!.matchAll(/^ {2}(nestvec .*)$/gm)].map(([, line]) => `NESTVEC_MODEL="${model}" ${line}`);
  expect(all).toHaveLength(5);
  const lines = all.filter((line) => !line.includes("nestvec playground"));
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(await shell(line)).toSatisfy(isAsSaid);
});

onPosix("the exit codes in docs/cli.md are those of the program", async () => {
  const page = await readFile(new URL("../../../../docs/cli.md", import.meta.url), "utf8");
  const documented = [...page.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
  const { exitCode, exitCodes } = await import("../process/exit-codes.ts");
  const used = new Set([...Object.values(exitCode), ...Object.values(exitCodes)]);
  expect(documented).toEqual([...used].toSorted((left, right) => left - right));
});

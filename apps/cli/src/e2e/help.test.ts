import { spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { builtProgram, runCli } from "../testing/cli.ts";

const commands = [
  "demo",
  "embed",
  "similarity",
  "search",
  "tokenize",
  "info",
  "layers",
  "plan",
  "calibrate",
  "doctor",
  "verify",
  "pull",
  "compile",
  "quantize",
  "playground",
];

const asUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;

test("--help names every command and shows examples", async () => {
  const { code, stdout, stderr } = await runCli(["--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const command of [...commands, "bench", "serve"]) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, "m"));
  expect(stdout).toContain("Examples:\n  nestvec ");
});

test.each(commands)("%s --help shows examples of it", async (command) => {
  const { code, stdout } = await runCli([command, "--help"]);
  expect(code).toBe(0);
  expect(stdout).toContain(`Usage: nestvec ${command}`);
  expect(stdout).toMatch(new RegExp(`Examples:\n(  .*\n)*  .*nestvec ${command}`));
});

test("bench has options of its own, and help", async () => {
  const { code, stdout } = await runCli(["bench", "--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Usage: nestvec bench \[options\]/);
  for (const word of ["--write-table", "--banking77", "compare", "load"]) expect(stdout).toContain(word);
  expect(await runCli(["bench", "--threads", "none"])).toMatchObject({ code: 2, stderr: expect.stringContaining("whole number") });
});

test.each(["bench", "playground"])("%s without its package says which one to add", async (command) => {
  // As if it lay nowhere: the words are Node's own.
  const hooks = `export const resolve = (name, context, next) =>
    next(name, name.startsWith("@nestvec/${command}") ? { ...context, parentURL: "file:///nowhere/main.js" } : context);`;
  const node = ["--import", asUrl(`import { register } from "node:module"; register(${JSON.stringify(asUrl(hooks))});`)];
  const add = `npm install @nestvec/${command}, or npx -p nestvec -p @nestvec/${command} nestvec ${command}`;
  expect(await runCli([command], { node })).toMatchObject({
    code: 69,
    stdout: "",
    stderr: `nestvec: nestvec ${command} needs the package @nestvec/${command}, which is not installed. Add it: ${add}.\n`,
  });
});

test("--version is the package's", async () => {
  const manifest = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  expect(await runCli(["--version"])).toEqual({ code: 0, signal: null, stdout: `${manifest.version}\n`, stderr: "" });
});

test("help and version load neither ONNX Runtime nor the core", async () => {
  const hooks = `import { writeSync } from "node:fs";
    export const resolve = (name, context, next) => {
      if (/onnxruntime|@nestvec\\/(?!records\\/formats)/.test(name)) writeSync(2, "LOADED " + name + "\\n");
      return next(name, context);
    };`;
  const node = ["--import", asUrl(`import { register } from "node:module"; register(${JSON.stringify(asUrl(hooks))});`)];
  for (const args of [["--help"], ["--version"], ["embed", "--help"]]) {
    const { stderr, code } = await runCli(args, { node });
    expect(code).toBe(0);
    expect(stderr).not.toContain("LOADED");
  }
  // That the hook sees what is loaded.
  expect((await runCli(["info"], { node })).stderr).toContain("LOADED @nestvec/core");
});

test.each([
  [["frobnicate"], /unknown command 'frobnicate'/],
  [["embed", "a", "--frobnicate"], /unknown option '--frobnicate'/],
  [["embed", "a", "--layer", "two"], /whole number from 1/],
  [["embed", "a", "--layer", "0"], /whole number from 1/],
  [["embed", "a", "--dimension", "1.5"], /whole number from 1/],
  [["embed", "a", "--format", "csv"], /table, jsonl, json, npy/],
  [["embed", "a", "--truncate", "middle"], /end, start, none/],
  [["plan", "--min-quality", "good"], /It must be a number/],
  [["similarity", "a"], /missing required argument 'right'/],
  [["similarity", "a", "b", "c"], /too many arguments/],
  [["embed", "a", "--file", "b"], /"--file" is given beside texts/],
  [["embed", "a", "--field", "title"], /"--field" is given beside texts/],
  [["embed", "a", "--format", "npy"], /named with --output FILE/],
  [["embed", "a", "--threads", "0"], /whole number from 1/],
  [["playground", "--port", "65536"], /whole number from 0 to 65535/],
])("%j is a usage error", async (args, problem) => {
  const { code, stdout, stderr } = await runCli(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^nestvec: /);
  expect(stderr).toMatch(problem);
});

test.runIf(process.platform === "linux")("help that cannot be written says so", () => {
  const full = openSync("/dev/full", "w");
  const { status, stderr } = spawnSync(process.execPath, [builtProgram(), "--help"], { stdio: ["ignore", full, "pipe"], encoding: "utf8" });
  closeSync(full);
  expect({ status, stderr }).toEqual({
    status: 73,
    stderr: 'nestvec: The file "standard output" cannot be written: no space left on device.\n',
  });
});

test("without a command, help goes to standard error, as a usage error", async () => {
  const { code, stdout, stderr } = await runCli([]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("Usage: nestvec");
});

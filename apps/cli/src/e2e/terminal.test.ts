import { spawn, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { stripVTControlCharacters, styleText } from "node:util";
import { expect, test } from "vitest";
import { builtProgram, cleanEnvironment, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();

// util-linux's `script` runs a command on a terminal of its own; those of other systems take other arguments.
const hasScript = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;
const onTerminal = test.runIf(hasScript);

/** Runs the command line on a terminal. What it shows, and its exit code. */
async function show(
  args: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly screen: string; readonly code: number }> {
  const command = `stty cols 100; "${process.execPath}" "${builtProgram()}" ${args}`;
  const { NO_COLOR: _noColor, ...clean } = cleanEnvironment({ TERM: "xterm-256color", NESTVEC_MODEL: tinyModel, ...environment });
  const env = { ...clean, ...environment };
  const child = spawn("script", ["-qec", command, "/dev/null"], { cwd: folder.path(), env });
  child.stdin.on("error", () => undefined);
  let screen = "";
  child.stdout.on("data", (data: Buffer) => (screen += data.toString()));
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ screen: screen.replaceAll("\r\n", "\n"), code: code ?? 1 }));
  });
}

onTerminal("rows are a table, with bold titles unless NO_COLOR says otherwise", async () => {
  const { screen, code } = await show("embed one two");
  expect(code).toBe(0);
  expect(screen).toContain(styleText("bold", "text"));
  expect(screen).toMatch(/\n +1 {2}two +\d+ {2}no +-?\d\.\d{4} /);
  const lines = screen.split("\n").map((line) => stripVTControlCharacters(line));
  // The last line is of standard error, and as long as the space's name makes it.
  const table = lines.filter((line) => !line.startsWith("nestvec: embedded 2 texts in "));
  expect(table).toHaveLength(lines.length - 1);
  expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(100);
  const plain = await show("embed one two", { NO_COLOR: "1" });
  expect(plain.screen).toContain("text");
  expect(plain.screen).not.toContain("\u001B");
});

onTerminal("long work into a file shows a bar with rate and time left", async () => {
  await writeFile(folder.path("long.txt"), "some words of a line that is long enough to take a while\n".repeat(100_000));
  const { screen, code } = await show("embed --file long.txt --output long.npy");
  expect(code).toBe(0);
  expect(screen).toMatch(/[█░]+ \d+% \| [\d,]+ texts \| [\d.]+ texts\/s \| \d+s left/);
});

onTerminal("without texts, and nothing piped in, it does not wait for typing", async () => {
  const { screen, code } = await show("embed");
  expect(code).toBe(2);
  expect(screen).toContain('nestvec: "texts" is missing; it must be given as arguments, named with --file FILE, or piped in as lines.');
});

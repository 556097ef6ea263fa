import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { builtFile } from "./engine/built-file.ts";

/** Runs the built command, in a folder of its own. */
function lab(...parameters: string[]): { status: number | null; stdout: string; stderr: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "nestvec-lab-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { ...spawnSync(process.execPath, [builtFile("main.js"), ...parameters], { encoding: "utf8", cwd: folder }), folder };
}

test("one benchmark on the bundled model, printed and as JSON", () => {
  const { status, stdout, stderr, folder } = lab("engine", "--only", "remote-overhead", "--rounds", "2", "--json", "found.json");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("# nestvec-mini, layer 6, ");
  expect(stdout).toMatch(/^\| process +\|/m);
  const { machine, entries } = JSON.parse(readFileSync(join(folder, "found.json"), "utf8"));
  expect(machine).toMatchObject({ node: process.version });
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({ benchmark: "remote-overhead", model: "nestvec-mini", setting: { layer: 6, cut: 256, rounds: 2 } });
  expect(entries[0].findings.tables[0].rows.map(([name]: [string]) => name)).toEqual(["none", "thread", "process"]);
});

test.each([
  ["an unknown benchmark", ["--only", "speed"], /"?speed.*event-loop/s],
  ["a layer that the model has not", ["--layer", "5"], /5.*2, 3, 4/s],
  ["a folder without a model", ["--model", "nowhere"], /nowhere/],
  ["no number of rounds", ["--rounds", "many"], /whole number/],
])("%s is refused with what would be right", (_what, parameters, message) => {
  const { status, stderr } = lab("engine", ...parameters);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr, "a sentence, not a stack").not.toMatch(/\n\s+at /);
});

test("help names the benchmarks", () => {
  const { status, stdout } = lab("engine", "--help");
  expect(status).toBe(0);
  expect(stdout).toContain("query-during-bulk");
});

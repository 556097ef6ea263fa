import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { builtFile } from "../engine/built-file.ts";

const standIn = fileURLToPath(new URL("../testing/stand-in-tei.mjs", import.meta.url));
const model = fileURLToPath(new URL("../../../../packages/model-mini", import.meta.url));

/** Runs the built command, with a file for what the stand-in was asked. */
function lab(...parameters: string[]): { status: number | null; stdout: string; stderr: string; asked: () => string } {
  const folder = mkdtempSync(join(tmpdir(), "nestvec-lab-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, "asked");
  const env = { ...process.env, STAND_IN_LOG: log };
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtFile("main.js"), "server", ...parameters], {
    encoding: "utf8",
    env,
  });
  return { status, stdout, stderr, asked: () => readFileSync(log, "utf8") };
}

test("both servers take turns under the same load, and the table has their rates, times and parts", () => {
  const quick = ["--seconds", "1", "--rounds", "2", "--threads", "1"];
  const { status, stdout, stderr, asked } = lab("closed", "--tei", standIn, "--model", model, ...quick);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const rows = stdout
    .split("\n")
    .filter((line) => /^\| \d/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(rows.map(([callers, name]) => `${callers} ${name}`)).toEqual(["1 nestvec", "1 TEI", "8 nestvec", "8 TEI", "32 nestvec", "32 TEI"]);
  for (const [place, [, , rate, p50, p99, others, part]] of rows.entries()) {
    expect(Number(rate)).toBeGreaterThan(0);
    expect(Number(p99)).toBeGreaterThanOrEqual(Number(p50));
    expect(others).toBe("0");
    const other = rows[place % 2 === 0 ? place + 1 : place - 1];
    // One round counts, so that the part is the rates', both as they are rounded.
    const expected = Number(rate) / Number(other?.[2]);
    expect(Math.abs(Number(part?.replace(" ×", "")) - expected)).toBeLessThanOrEqual(0.005 + 0.01 * expected);
  }
  const lines = asked().trim().split("\n");
  expect(lines.length).toBeGreaterThan(10);
  expect(new Set(lines)).toEqual(new Set(["POST /embed string"]));
});

test.each([
  ["without a model", ["--tei", standIn], /--model.*layout/s],
  ["with other tables", ["soak", "--tei", standIn, "--model", model], /soak/],
  ["with a program that is not there", ["--tei", "/nowhere/tei", "--model", model], /nowhere\/tei.*ENOENT/s],
  ["with a program that is none of TEI", ["--tei", "/bin/false", "--model", model], /\/bin\/false.*ended with 1/s],
  ["with a model that is not there", ["--tei", standIn, "--model", "/nowhere/model"], /nowhere\/model/],
])("%s it is refused with a sentence", (_what, parameters, message) => {
  const { status, stderr } = lab(...parameters);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(status).toBe(2);
});

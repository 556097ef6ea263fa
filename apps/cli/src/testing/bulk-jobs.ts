import { writeFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import { finished, runCli, startCli, tinyModel } from "./cli.ts";

/** Some texts of different lengths, a line each. */
export async function writeTexts(file: string, rows: number): Promise<void> {
  const lines = Array.from({ length: rows }, (_, row) => `text ${row} ${"and some more words ".repeat((row * 7) % 11)}`.trim());
  await writeFile(file, `${lines.join("\n")}\n`);
}

/** The arguments of a job on the small model of random weights. */
export const bulkJob = (texts: string, out: string, ...more: readonly string[]): string[] =>
  ["bulk", texts, "--model", tinyModel, "--layer", "2", "--out", out].concat(more);

/** Kills a command at random moments, so many times, and then lets it end. Returns how often a process was killed that worked. */
export async function killedAndContinued(args: readonly string[], kills: number, longestMilliseconds: number): Promise<number> {
  let killed = 0;
  for (let kill = 0; kill < kills; kill++) {
    const child = startCli(args);
    const end = finished(child);
    child.stdin.end();
    await wait(Math.random() * longestMilliseconds);
    child.kill("SIGKILL");
    const { signal, code, stderr } = await end;
    if (signal === "SIGKILL") killed += 1;
    else expect({ code, stderr }).toMatchObject({ code: 0 });
  }
  expect(await runCli(args)).toMatchObject({ code: 0, stdout: "" });
  return killed;
}

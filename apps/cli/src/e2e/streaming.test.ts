import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { finished, startCli, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();

/** Writes JSON Lines of 4 kB whose text is their number. */
async function writeLines(name: string, count: number): Promise<string> {
  const file = await open(folder.path(name), "w");
  const body = "what is beside the text ".repeat(170);
  for (let start = 0; start < count; start += 1000) {
    await file.write(Array.from({ length: 1000 }, (_, index) => `${JSON.stringify({ text: String(start + index), body })}\n`).join(""));
  }
  await file.close();
  return folder.path(name);
}

/** Peak memory in bytes of a run, as the process itself reports it at its end. The JavaScript heap is held to half of the large file. */
async function peakMemory(args: readonly string[]): Promise<number> {
  const report = 'process.on("exit", () => process.stderr.write("PEAK " + process.resourceUsage().maxRSS + "\\n"))';
  const node = ["--max-old-space-size=40", "--import", `data:text/javascript,${encodeURIComponent(report)}`];
  const child = startCli([...args, "--model", tinyModel, "--layer", "2"], { node });
  child.stdin.end();
  const { code, stderr } = await finished(child);
  expect(code).toBe(0);
  return Number(/PEAK (\d+)/.exec(stderr)?.[1]) * 1024;
}

const large = 20_000;

// What a reader would hold that kept its lines. A third of it leaves room for the garbage collector's moods.
const allowedGrowth = (large * 4000) / 3;

test("memory does not grow with the file: 80 MB are embedded in little more than 4 MB are", { timeout: 300_000 }, async () => {
  const small = await peakMemory(["embed", "--file", await writeLines("small.jsonl", 1000), "--output", folder.path("small.out")]);
  const grown = await peakMemory(["embed", "--file", await writeLines("large.jsonl", large), "--output", folder.path("large.out")]);
  expect(grown - small).toBeLessThan(allowedGrowth);
  let next = 0;
  for await (const line of createInterface({ input: createReadStream(folder.path("large.out")) })) {
    const { index, text } = JSON.parse(line) as { index: number; text: string };
    if (index !== next || text !== String(next)) throw new TypeError(`row ${next} is ${index}, ${text}`);
    next += 1;
  }
  expect(next).toBe(large);
});

test("memory of a search does not grow with the file", { timeout: 300_000 }, async () => {
  const small = await peakMemory(["search", "12345", "--file", await writeLines("small.jsonl", 1000)]);
  const grown = await peakMemory(["search", "12345", "--file", await writeLines("large.jsonl", large)]);
  expect(grown - small).toBeLessThan(allowedGrowth);
});

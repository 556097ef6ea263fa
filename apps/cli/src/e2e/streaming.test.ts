import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { finished, startCli, tinyModel } from "../testing/cli.ts";
import { freshFolder } from "../testing/folder.ts";

const folder = freshFolder();

/** How a file of a format begins, ends, and holds one row. */
const formats = {
  jsonl: { start: "", row: (text: string, body: string) => `${JSON.stringify({ text, body })}\n`, end: "" },
  json: { start: "[{}", row: (text: string, body: string) => `,${JSON.stringify({ text, body })}\n`, end: "]" },
  csv: { start: "text,body\n", row: (text: string, body: string) => `${text},"${body}"\n`, end: "" },
} as const;

/** Writes rows of 4 kB whose text is their number. */
async function writeRows(name: string, count: number): Promise<string> {
  const file = await open(folder.path(name), "w");
  const body = "what is beside the text ".repeat(170);
  const { start, row, end } = formats[name.split(".")[1] as keyof typeof formats];
  await file.write(start.replace("{}", JSON.stringify({ text: "the first" })));
  for (let first = 0; first < count; first += 1000) {
    await file.write(Array.from({ length: 1000 }, (_, index) => row(String(first + index), body)).join(""));
  }
  await file.write(end);
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
  const small = await peakMemory(["embed", "--file", await writeRows("small.jsonl", 1000), "--output", folder.path("small.out")]);
  const grown = await peakMemory(["embed", "--file", await writeRows("large.jsonl", large), "--output", folder.path("large.out")]);
  expect(grown - small).toBeLessThan(allowedGrowth);
  let next = 0;
  for await (const line of createInterface({ input: createReadStream(folder.path("large.out")) })) {
    const { index, text } = JSON.parse(line) as { index: number; text: string };
    if (index !== next || text !== String(next)) throw new TypeError(`row ${next} is ${index}, ${text}`);
    next += 1;
  }
  expect(next).toBe(large);
});

test.each(["jsonl", "json", "csv"])("memory of a search does not grow with the file: %s", { timeout: 300_000 }, async (ending) => {
  const small = await peakMemory(["search", "12345", "--file", await writeRows(`small.${ending}`, 1000)]);
  const grown = await peakMemory(["search", "12345", "--file", await writeRows(`large.${ending}`, large)]);
  expect(grown - small).toBeLessThan(allowedGrowth);
});

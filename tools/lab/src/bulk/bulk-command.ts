import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeMachine, markdownOf, type Table } from "@nestvec/bench/measuring";
import { bulkEmbed } from "@nestvec/bulk";
import { loadModel } from "@nestvec/runtime-node";
import { linesOf, numberedText, writeRows } from "./number-texts.ts";
import { runJob } from "./run-job.ts";

/** What can be typed. */
export interface BulkCommandOptions {
  readonly texts: readonly string[];
  readonly rows: number;
  readonly layer: number;
  readonly sample: number;
  readonly rounds: number;
  readonly killRows: number;
  readonly kills: number;
}

/** Rows a second of plain calls that a job must keep; the part that may be padding; what the second half of a job may take more than the first. */
const bounds = { speed: 0.95, padding: 0.05, growth: 1.1 } as const;

/** Measures jobs. Resolves with whether no bound was missed. */
export async function runBulk(options: BulkCommandOptions, print: (text: string) => void): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "nestvec-lab-"));
  try {
    const lines = await linesOf(options.texts);
    const rows = [
      ...(await compareWays(lines, options, folder)),
      ...(await wholeJob(lines, options, folder)),
      ...(await killedJob(lines, options, folder)),
    ];
    const table: Table = { columns: [{ title: "what" }, { title: "found" }, { title: "bound" }, { title: "" }], rows };
    const { processor, cores, node } = await describeMachine();
    print(
      markdownOf({ tables: [table], bounds: [], notes: [`${lines.length} different lines. ${processor}, ${cores} cores, Node ${node}.`] }),
    );
    return rows.every((row) => row.at(-1) !== "MISSED");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const judged = (isRight: boolean): string => (isRight ? "right" : "MISSED");

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** The same rows through a job, through plain calls of as many texts, and through batches of 32 as they come, in turns. */
async function compareWays(lines: readonly string[], { sample, rounds, layer }: BulkCommandOptions, folder: string): Promise<string[][]> {
  await using embedder = await loadModel("nestvec-mini", { isolation: "none" });
  const asTheyCome = { paddedTokens: 2 ** 20, fillTokens: 2 ** 20, maxWaste: 1 };
  await using unsorted = await loadModel("nestvec-mini", { isolation: "none", schedule: asTheyCome });
  const seconds: Record<"job" | "calls" | "batches", number[]> = { job: [], calls: [], batches: [] };
  for (let round = -1; round < rounds; round++) {
    const first = (round + 1) * sample;
    const texts = Array.from({ length: sample }, (_, row) => numberedText(lines, first + row));
    const file = join(folder, "sample.jsonl");
    await writeRows(file, lines, sample, first);
    const timed = async (way: keyof typeof seconds, work: () => Promise<unknown>): Promise<void> => {
      const started = performance.now();
      await work();
      // The first round opens the exits.
      if (round >= 0) seconds[way].push((performance.now() - started) / 1000);
    };
    await timed("job", () => bulkEmbed(embedder, { inputs: [file], out: join(folder, "sample.parquet"), layer, restart: true }));
    await timed("calls", async () => {
      for (let start = 0; start < sample; start += 4096) await embedder.embed(texts.slice(start, start + 4096), { layer });
    });
    await timed("batches", async () => {
      for (let start = 0; start < sample; start += 32) await unsorted.embed(texts.slice(start, start + 32), { layer });
    });
  }
  const ratios = seconds.job.map((job, round) => (seconds.calls[round] ?? 0) / job);
  const rate = (way: keyof typeof seconds): string => `${Math.round(sample / median(seconds[way])).toLocaleString("en-US")} rows/s`;
  const againstBatches = median(seconds.job.map((job, round) => (seconds.batches[round] ?? 0) / job));
  return [
    ["a job", rate("job"), "", ""],
    ["plain calls of 4,096 texts", rate("calls"), "", ""],
    ["batches of 32 in the order of arrival", rate("batches"), "", ""],
    ["a job's speed, of that of plain calls", median(ratios).toFixed(3), `≥ ${bounds.speed}`, judged(median(ratios) >= bounds.speed)],
    ["a job's speed, of that of batches of 32", againstBatches.toFixed(2), "", ""],
  ];
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString("en-US")} MB`;

async function wholeJob(lines: readonly string[], { rows, layer }: BulkCommandOptions, folder: string): Promise<string[][]> {
  const input = join(folder, "rows.jsonl");
  await writeRows(input, lines, rows);
  const { told } = await runJob({ input, out: join(folder, "rows.parquet"), layer });
  const last = told.at(-1);
  const peak = (from: number, to: number): number =>
    Math.max(...told.filter((one) => one.rows > from * rows && one.rows <= to * rows).map(({ residentBytes }) => residentBytes));
  const [early, late] = [peak(0, 0.5), peak(0.5, 1)];
  const padding = last?.padding ?? 1;
  return [
    [`${rows.toLocaleString("en-US")} rows`, `${Math.round(rows / (last?.seconds ?? Number.NaN)).toLocaleString("en-US")} rows/s`, "", ""],
    ["padding", `${(100 * padding).toFixed(1)} %`, `≤ ${100 * bounds.padding} %`, judged(padding <= bounds.padding)],
    [
      "peak memory, first half and second half",
      `${megabytes(early)}, ${megabytes(late)}`,
      `≤ ${bounds.growth} ×`,
      judged(late <= bounds.growth * early),
    ],
  ];
}

async function killedJob(lines: readonly string[], { killRows, kills, layer }: BulkCommandOptions, folder: string): Promise<string[][]> {
  const input = join(folder, "kills.jsonl");
  await writeRows(input, lines, killRows);
  const started = performance.now();
  await runJob({ input, out: join(folder, "whole.parquet"), layer });
  const milliseconds = performance.now() - started;
  let killed = 0;
  const out = join(folder, "killed.parquet");
  for (let kill = 0; kill < kills; kill++)
    if ((await runJob({ input, out, layer }, Math.random() * Math.min(milliseconds, 10_000))).signal !== null) killed += 1;
  await runJob({ input, out, layer });
  const isSame = Buffer.compare(await readFile(out), await readFile(join(folder, "whole.parquet"))) === 0;
  return [
    [
      `${killRows.toLocaleString("en-US")} rows, killed ${killed} of ${kills} times`,
      isSame ? "the same bytes" : "other bytes",
      "the same bytes",
      judged(isSame),
    ],
  ];
}

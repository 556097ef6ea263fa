import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bound, describeMachine, loadNow, markdownOf, openChild, type Bound, type MeasuredChild } from "@nestvec/bench/measuring";
import { builtFile } from "../engine/built-file.ts";
import { textsOf } from "./compiled-texts.ts";
import type { CompiledFigures, CompiledTask } from "./compiled-task.ts";

/** The options of `lab compiled-memory`. */
export interface CompiledMemoryOptions {
  readonly published: string;
  readonly compiled: string;
  readonly threads: number;
}

/** The exits that programs use together. */
const [first, last] = [6, 22] as const;

/** Tokens of a short text. */
const short = 16;

/** Processes over one model. */
const workers = 4;

/** Long texts, each in a process of its own, with the most megabytes it may have at its peak. */
const longTexts = [
  { tokens: 4002, layer: first, most: 1000 },
  { tokens: 8192, layer: last, most: 1500 },
  { tokens: 32_768, layer: first, most: 4000 },
] as const;

/**
 * Measures what a compiled model of mmBERT's shape takes: its start, its memory with one process and with four, long texts, and the disk. The caches are this
 * command's own, and warm. Resolves with whether no bound was missed.
 */
export async function measureCompiledMemory(options: CompiledMemoryOptions, print: (text: string) => void): Promise<boolean> {
  const { system, processor, cores, memoryGigabytes, node, onnxRuntime } = await describeMachine();
  print(
    `${processor}, ${cores} cores, ${memoryGigabytes} GB, ${system}, Node ${node}, onnxruntime-node ${onnxRuntime}; load ${loadNow()}\n\n`,
  );
  const cache = await mkdtemp(join(tmpdir(), "nestvec-lab-cache-"));
  try {
    const rows: (string | number)[][] = [];
    const bounds: Bound[] = [];
    const add = (name: string, { milliseconds, memory }: CompiledFigures): void =>
      void rows.push([name, milliseconds, memory.resident, memory.anonymous, memory.proportional, memory.peak]);
    // Writes what the caches keep.
    await withChildren(1, cache, async ([child]) => {
      add("no cache yet: exit 6, first text", await embed(child, options, first, short));
      await embed(child, options, last, short);
    });
    const shortCache = await bytesIn(cache);

    let alone = Number.NaN;
    await withChildren(1, cache, async ([child]) => {
      const opened = await embed(child, options, first, short);
      add("exit 6, first text", opened);
      bounds.push(bound("from loadModel to the first vector of exit 6, milliseconds", opened.milliseconds, "at most", 350));
      const both = await embed(child, options, last, short);
      add("exits 6 and 22 used", both);
      alone = both.memory.proportional;
      bounds.push(bound("exits 6 and 22, resident MB", both.memory.resident, "at most", 700));
      bounds.push(bound("exits 6 and 22, anonymous MB", both.memory.anonymous, "at most", 250));
      await embed(child, options, first, 600);
      add("the same, then texts of 600 tokens", await embed(child, options, last, 600));
    });
    await withChildren(workers, cache, async (children) => {
      for (const child of children) await embed(child, options, first, short);
      const figures: CompiledFigures[] = [];
      for (const child of children) await embed(child, options, last, short);
      for (const child of children) figures.push(await embed(child, options, last, short));
      for (const [index, figure] of figures.entries()) add(`process ${index + 1} of ${workers}, exits 6 and 22 used`, figure);
      const together = figures.reduce((sum, { memory }) => sum + memory.proportional, 0);
      bounds.push(bound(`${workers} processes, their proportional MB by those of one alone`, together / alone, "at most", 2));
    });
    for (const { tokens, layer, most } of longTexts) {
      await withChildren(1, cache, async ([child]) => {
        const figures = await embed(child, options, layer, tokens);
        add(`${tokens.toLocaleString("en")} tokens at exit ${layer}`, figures);
        bounds.push(bound(`${tokens.toLocaleString("en")} tokens at exit ${layer}, peak MB`, figures.memory.peak, "at most", most));
      });
    }
    const disk = [await bytesIn(options.compiled), await bytesIn(join(options.published, "onnx"))] as const;
    bounds.push(bound("the folder's bytes by those of the published exits", disk[0] / disk[1], "at most", 0.35));
    const notes = [
      `folder ${megabytes(disk[0])} MB, published exits ${megabytes(disk[1])} MB`,
      `caches ${megabytes(shortCache)} MB for short texts at both exits, ${megabytes(await bytesIn(cache))} MB with those for long ones`,
    ];
    print(markdownOf({ tables: [{ columns, rows }], bounds, notes }));
    return bounds.every(({ verdict }) => verdict !== "not met");
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

const columns = [
  { title: "process" },
  { title: "ms", digits: 0 },
  { title: "resident MB", digits: 0 },
  { title: "anonymous MB", digits: 0 },
  { title: "proportional MB", digits: 0 },
  { title: "peak MB", digits: 0 },
];

/** Gives children that have done nothing yet, and ends them. */
async function withChildren(count: number, cache: string, use: (children: readonly [MeasuredChild, ...MeasuredChild[]]) => Promise<void>) {
  const open = (): Promise<MeasuredChild> => openChild({ file: builtFile("compiled-child.js"), environment: { NESTVEC_CACHE: cache } });
  const one = await open();
  const others: MeasuredChild[] = [];
  try {
    while (others.length < count - 1) others.push(await open());
    await use([one, ...others]);
  } finally {
    await Promise.all([one, ...others].map((child) => child.close()));
  }
}

async function embed(
  child: MeasuredChild,
  { compiled, threads }: CompiledMemoryOptions,
  layer: number,
  tokens: number,
): Promise<CompiledFigures> {
  const texts = await textsOf(compiled, 1, tokens);
  return child.ask<CompiledFigures>({ way: "nestvec", model: compiled, layer, threads, texts, times: 0 } satisfies CompiledTask);
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries.filter((entry) => entry.isFile()).map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

const megabytes = (bytes: number): string => Math.round(bytes / 1e6).toLocaleString("en");

import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bound, interleave, openChild, summarize, type VariantRounds } from "@nestvec/bench/measuring";
import type { Benchmark } from "./benchmark.ts";
import { builtFile } from "./built-file.ts";
import type { TokenizerFigures, TokenizerTask } from "./tokenizer-task.ts";

const sizes = { full: { rounds: 7, bytes: 200_000 }, quick: { rounds: 3, bytes: 100_000 }, tiny: { rounds: 1, bytes: 2000 } } as const;

/** Milliseconds, and MB that no other process shares. */
const most = { milliseconds: 150, megabytes: 60 };

/** What the compiled form of a tokenizer saves. */
export const tokenizerStart: Benchmark = {
  name: "tokenizer-start",
  title: "The tokenizer's start, with and without its compiled form",
  needsLinux: true,
  async run({ model, scale, rounds, seconds }) {
    const cache = await mkdtemp(join(tmpdir(), "nestvec-tokenizer-start-"));
    const { bytes, rounds: usual } = sizes[scale];
    const ask = (compiled: boolean): Promise<TokenizerFigures> => askChild({ model, compiled, bytes }, cache);
    try {
      const until = performance.now() + seconds * 1000;
      const first = await ask(true);
      const kept = await bytesIn(join(cache, "tokenizers"));
      const measured = await interleave(
        [
          { name: "compiled form", run: () => ask(true) },
          { name: "tokenizer.json", run: () => ask(false) },
        ],
        { rounds: rounds ?? usual, warmUps: 0, until },
      );
      const own = measured[0] === undefined ? [] : rowOf(measured[0]);
      return {
        tables: [
          {
            columns: [
              { title: "opened from" },
              { title: "ms", digits: 0 },
              { title: "CPU ms", digits: 0 },
              { title: "private MB more", digits: 0 },
              { title: "peak MB more", digits: 0 },
              { title: "CPU ms for 100 kB of text", digits: 0 },
            ],
            rows: [...measured.map((each) => [each.name, ...rowOf(each)]), ["the start that compiles", ...figuresOf(first)]],
          },
        ],
        bounds: [
          bound("milliseconds to the tokens of the first text", own[0] ?? Number.NaN, "at most", most.milliseconds),
          bound("private MB more", own[2] ?? Number.NaN, "at most", most.megabytes),
        ],
        notes: [
          `${measured[0]?.results.length} starts of each, in turns, in processes of their own that have loaded nestvec-mini before; ${first.tokens} tokens of text; ${(kept / 1e6).toFixed(1)} MB kept in the cache`,
          ...first.notes,
        ],
      };
    } finally {
      await rm(cache, { recursive: true, force: true });
    }
  },
};

async function askChild(task: TokenizerTask, cache: string): Promise<TokenizerFigures> {
  const child = await openChild({ file: builtFile("tokenizer-child.js"), environment: { NESTVEC_CACHE: cache } });
  try {
    return await child.ask<TokenizerFigures>(task);
  } finally {
    await child.close();
  }
}

const figuresOf = ({ milliseconds, cpuMilliseconds, before, after, textMilliseconds }: TokenizerFigures): readonly number[] => [
  milliseconds,
  cpuMilliseconds,
  after.private - before.private,
  after.peak - before.peak,
  textMilliseconds,
];

/** The median of each figure. */
function rowOf({ results }: VariantRounds<TokenizerFigures>): readonly number[] {
  const figures = results.map(figuresOf);
  return (figures[0] ?? []).map((_, column) => summarize(figures.map((row) => row[column] ?? Number.NaN)).median);
}

/** Bytes of the files in a folder; 0 where there is none. */
async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.map((name) => stat(join(folder, name))));
  return found.reduce((sum, { size }) => sum + size, 0);
}

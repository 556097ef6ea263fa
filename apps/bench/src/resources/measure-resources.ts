import { directory } from "@nestvec/runtime-node";
import { median } from "simple-statistics";
import { builtFile } from "../children/built-file.ts";
import { openChild } from "../children/measured-child.ts";
import { spreadFlags } from "../flags/spread-flags.ts";
import { figureOf } from "../measure/figure-of.ts";
import type { PartOptions } from "../measure/part-options.ts";
import type { Flag } from "../results/figure.ts";
import type { ExitMemory, ResourceRow } from "../results/shapes.ts";
import { exitFiles } from "./exit-files.ts";
import type { MemoryAnswer, ResourcesRequest } from "./resources-request.ts";

/** What `measureResources` is told. */
export interface ResourcesOptions extends PartOptions {
  /** The model's folder. */
  readonly model: string;
  readonly layers: readonly number[];
}

/** A row for each exit, and what is wrong with them. */
export interface MeasuredResources {
  readonly rows: readonly ResourceRow[];
  readonly flags: readonly Flag[];
}

const defaultRounds = 5;
/** Memory differs little from one process to the next. */
const memoryRounds = 2;
const part = "resources";

/**
 * Measures what exits cost besides time: memory, cold start and files, each exit in processes of its own that do nothing else. Exits take turns,
 * every other round backwards; one round is run in any case.
 * @throws NestvecError MODEL_NOT_FOUND and its like, ABORTED, WORKER_DIED
 */
export async function measureResources(options: ResourcesOptions): Promise<MeasuredResources> {
  const { layers, seconds, progress, rounds = defaultRounds } = options;
  const until = performance.now() + seconds * 1000;
  const exits = layers.map((layer) => ({ layer, memory: [] as MemoryAnswer[], coldStarts: [] as number[] }));
  let done = 0;
  for (; done < rounds && (done === 0 || performance.now() < until); done++) {
    progress?.(`Cold starts and memory, round ${done + 1} of ${rounds}`);
    for (const { layer, memory, coldStarts } of done % 2 === 0 ? exits : exits.toReversed()) {
      // Only Linux tells private pages from shared ones.
      if (done < memoryRounds && process.platform === "linux") {
        memory.push((await inOwnProcess<MemoryAnswer>(layer, { want: "memory" }, options)).answer);
      }
      coldStarts.push((await inOwnProcess(layer, { want: "first vector" }, options)).milliseconds);
    }
  }
  const rows: ResourceRow[] = [];
  for (const { layer, memory, coldStarts } of exits) {
    const diskBytes = await bytesOf(options.model, layer);
    rows.push({
      layer,
      ...(memory.length === 0 ? {} : { memory: megabytesOf(memory) }),
      coldStartMilliseconds: figureOf(coldStarts),
      diskBytes,
    });
  }
  const cut: Flag[] =
    done < rounds ? [{ part, kind: "cut short", detail: `${done} of ${rounds} rounds fitted into ${Math.round(seconds)} s.` }] : [];
  const named = rows.map(({ layer, coldStartMilliseconds }) => ({ name: `layer ${layer}, cold start`, figure: coldStartMilliseconds }));
  return { rows, flags: [...cut, ...spreadFlags(part, named)] };
}

/** Starts a process, asks it once and ends it. The milliseconds are from before its start to its answer. */
async function inOwnProcess<Answer>(
  layer: number,
  request: ResourcesRequest,
  { model, threads, seed, signal }: ResourcesOptions,
): Promise<{ readonly answer: Answer; readonly milliseconds: number }> {
  const started = performance.now();
  const child = await openChild({
    file: builtFile("resources-child.js"),
    arguments: [JSON.stringify({ model, layer, threads, seed })],
    signal,
  });
  try {
    const answer = await child.ask<Answer>(request);
    return { answer, milliseconds: performance.now() - started };
  } finally {
    await child.close();
  }
}

function megabytesOf(memory: readonly MemoryAnswer[]): ExitMemory {
  const of = (read: (answer: MemoryAnswer) => number): number => median(memory.map(read));
  return {
    privateMegabytes: of(({ used }) => used.private),
    sharedMegabytes: of(({ used }) => used.resident - used.private),
    peakMegabytes: of(({ used }) => used.peak),
    loadedMegabytes: of(({ loaded }) => loaded.private),
    openedMegabytes: of(({ opened }) => opened.private),
  };
}

async function bytesOf(model: string, layer: number): Promise<number> {
  const source = directory(model);
  const sizes = await Promise.all((await exitFiles(source, layer)).map((path) => source.size(path)));
  return sizes.reduce<number>((sum, size = 0) => sum + size, 0);
}

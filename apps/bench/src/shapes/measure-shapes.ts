import { describeModel, type ExecutionProvider } from "@nestvec/core";
import { cpu, directory } from "@nestvec/runtime-node";
import { spreadFlags } from "../flags/spread-flags.ts";
import type { PartOptions } from "../measure/part-options.ts";
import type { Flag } from "../results/figure.ts";
import type { Peak } from "../results/peak.ts";
import type { ShapeRow } from "../results/shapes.ts";
import type { Cell, CellRounds } from "./cell.ts";
import { firstRuns } from "./first-runs.ts";
import { leftOutFlags } from "./left-out-flags.ts";
import { openOperationsCounter, type ExitOperations, type OperationsCounter } from "./operations/count-operations.ts";
import { openProvider, type ProviderProcess } from "./provider-process.ts";
import { shapeRows } from "./shape-rows.ts";
import { takeTurns } from "./take-turns.ts";

/** What `measureShapes` is told. */
export interface ShapesOptions extends PartOptions {
  /** The model's folder. */
  readonly model: string;
  readonly layers: readonly number[];
  /** Texts in a batch: one is latency, several are throughput. */
  readonly batch: number;
  /** Tokens of each text; those that the model does not take are left out. Default: 16 to 32,768. */
  readonly lengths?: readonly number[];
  /** Providers beside the CPU, each of another name. */
  readonly providers?: readonly ExecutionProvider[];
  /** What the CPU's rows are a share of. */
  readonly peak?: Peak;
}

/** Rows by layer, tokens and provider, and what is wrong with them. */
export interface MeasuredShapes {
  readonly rows: readonly ShapeRow[];
  readonly flags: readonly Flag[];
}

const defaultLengths: readonly number[] = [16, 64, 128, 256, 512, 2048, 8192, 32_768];
const defaultRounds = 7;

/**
 * Measures exits at fixed shapes, from token ids to unit vectors, on the CPU and beside it on other providers, each in a process of its own. All
 * cells and providers take turns in every round, every other round backwards.
 * @throws NestvecError MODEL_NOT_FOUND and its like, ABORTED, WORKER_DIED
 */
export async function measureShapes(options: ShapesOptions): Promise<MeasuredShapes> {
  const { model, layers, batch, seconds, signal, progress, peak, rounds = defaultRounds, lengths = defaultLengths } = options;
  const part = batch === 1 ? "latency" : "throughput";
  const until = performance.now() + seconds * 1000;
  const { maxTokens } = await describeModel(directory(model));
  const cells = lengths
    .filter((tokens) => tokens <= maxTokens)
    .toSorted((left, right) => left - right)
    .flatMap((tokens) => layers.map((layer): Cell => ({ layer, tokens, batch })));
  const counter = await openOperationsCounter({ model, maxTokens, signal });
  const children: ProviderProcess[] = [];
  const longest = Math.max(1, ...cells.map(({ tokens }) => tokens));
  const flags: Flag[] = [];
  try {
    progress?.(`Operations of layers ${layers.join(", ")}`);
    const operations = new Map<number, ExitOperations>();
    for (const layer of layers) operations.set(layer, await counter.ofExit(layer));
    for (const provider of [cpu(), ...(options.providers ?? [])]) {
      children.push(await openProvider({ model, threads: options.threads, seed: options.seed, provider, longest }, signal));
    }
    const { admitted, leftOut } = await firstRuns(cells, children, { operations, until, progress });
    const turns = await takeTurns(admitted, children, { rounds, until, progress });
    flags.push(...leftOutFlags(part, [...leftOut, ...turns.leftOut]));
    if (turns.wasCut)
      flags.push({ part, kind: "cut short", detail: `There was no time for all ${rounds} rounds in ${Math.round(seconds)} s.` });
    const measured = admitted.filter(({ milliseconds }) => milliseconds.length > 0);
    const operationsOf = await operationsOfCells(measured, operations, counter);
    const rows = shapeRows(measured, { operationsOf, peak });
    return { rows, flags: [...flags, ...spreadFlags(part, rows.map(named))] };
  } finally {
    await Promise.all([counter, ...children].map((open) => open.close()));
  }
}

/** The operations of each cell that was measured: by the exit's polynomial, or counted one by one where there is none. */
async function operationsOfCells(
  measured: readonly CellRounds[],
  operations: ReadonlyMap<number, ExitOperations>,
  counter: OperationsCounter,
): Promise<(cell: Cell) => number> {
  const counts = new Map<Cell, number>();
  for (const cell of new Set(measured.map((each) => each.cell))) {
    const shape = { rows: cell.batch, tokens: cell.tokens };
    const exit = operations.get(cell.layer);
    counts.set(cell, exit?.exact === true ? exit.of(shape) : await counter.countAt(cell.layer, shape));
  }
  return (cell) => counts.get(cell) ?? 0;
}

const named = ({ layer, batch, tokens, provider, milliseconds }: ShapeRow) => ({
  name: `layer ${layer}, ${batch} × ${tokens} tokens, ${provider}`,
  figure: milliseconds,
});

import { cellMilliseconds, type Cell, type CellRounds, type LeftOut } from "./cell.ts";
import type { ExitOperations } from "./operations/count-operations.ts";
import type { ProviderProcess } from "./provider-process.ts";

/** What bounds the first runs. */
export interface FirstRunsOptions {
  /** By layer: how much longer a longer text takes is told from it. */
  readonly operations: ReadonlyMap<number, ExitOperations>;
  /** When all rounds must be done, by `performance.now`. */
  readonly until: number;
  readonly progress?: ((text: string) => void) | undefined;
}

/** A first run of so many milliseconds is not repeated. */
const slow = 2000;
/** Rounds that those cells which came first are promised, before a longer one takes the time. */
const promisedRounds = 3;

/**
 * Runs each cell on each provider for the first time, cells in their order, which should be that of their size: what cannot be run is left out, and
 * so is what there would be no time for beside three rounds of all that came before. On the CPU, a very slow first run is its cell's only round.
 */
export async function firstRuns(
  cells: readonly Cell[],
  children: readonly ProviderProcess[],
  { operations, until, progress }: FirstRunsOptions,
): Promise<{ readonly admitted: readonly CellRounds[]; readonly leftOut: readonly LeftOut[] }> {
  const admitted: CellRounds[] = [];
  const leftOut: LeftOut[] = [];
  const limits = new Map<ProviderProcess, string>();
  // Milliseconds that the rounds of all that is admitted will take.
  let promised = 0;
  for (const cell of cells) {
    progress?.(`First runs: layer ${cell.layer}, ${cell.batch} × ${cell.tokens} tokens`);
    for (const child of children) {
      const { provider } = child;
      const limit = limits.get(child);
      if (limit !== undefined) {
        leftOut.push({ cell, provider, kind: "not run", why: limit });
        continue;
      }
      const once = predicted(cell, provider, admitted, operations);
      if (performance.now() + promised + (once > cellMilliseconds ? 1 : 3) * once >= until) {
        leftOut.push({ cell, provider, kind: "cut short", why: "There was no time for it." });
        continue;
      }
      const expected = await firstRun(child, cell);
      if (typeof expected === "number") {
        // A GPU may have compiled for as long: there, another run tells more.
        const isOnly = expected > cellMilliseconds && provider === "cpu";
        admitted.push({ cell, provider, expected, milliseconds: isOnly ? [expected] : [] });
        if (!isOnly) promised += expected * Math.max(1, Math.min(promisedRounds, Math.floor(cellMilliseconds / expected)));
      } else {
        leftOut.push({ cell, provider, kind: "not run", why: expected.problem });
        if (expected.isLimit) limits.set(child, expected.problem);
      }
    }
  }
  return { admitted, leftOut };
}

/** The first one opens the exit, or has a GPU compile what it needs: a second one tells more, where there is time. */
async function firstRun(child: ProviderProcess, cell: Cell): ReturnType<ProviderProcess["run"]> {
  const once = { runs: 1, warmUps: 0 };
  const first = await child.run(cell, once);
  if (typeof first !== "number" || first > slow) return first;
  const second = await child.run(cell, once);
  return typeof second === "number" ? Math.min(first, second) : second;
}

/** Milliseconds at the best speed that the provider has shown so far; 0 before it has shown any. */
function predicted(
  { layer, batch, tokens }: Cell,
  provider: string,
  admitted: readonly CellRounds[],
  operations: FirstRunsOptions["operations"],
): number {
  const operationsOf = (cell: Cell): number => operations.get(cell.layer)?.of({ rows: cell.batch, tokens: cell.tokens }) ?? 0;
  const speeds = admitted.filter((other) => other.provider === provider).map(({ cell, expected }) => operationsOf(cell) / expected);
  const best = Math.max(0, ...speeds);
  return best === 0 ? 0 : operationsOf({ layer, batch, tokens }) / best;
}

import { cellMilliseconds, type CellRounds, type LeftOut } from "./cell.ts";
import type { ProviderProcess } from "./provider-process.ts";

/** What bounds the rounds. */
export interface TurnsOptions {
  readonly rounds: number;
  /** When nothing more is begun, by `performance.now`. */
  readonly until: number;
  readonly progress?: ((text: string) => void) | undefined;
}

/** Runs that take less are repeated within a round: one alone would show the clock and the way there more than the work. */
const leastRound = 20;

/** Runs all cells in each round, one after the other, every other round backwards; one that has its only round already is done. What fails, or has no time for a first round, is left out. */
export async function takeTurns(
  cells: readonly CellRounds[],
  children: readonly ProviderProcess[],
  { rounds, until, progress }: TurnsOptions,
): Promise<{ readonly leftOut: readonly LeftOut[]; readonly wasCut: boolean }> {
  const failed = new Map<CellRounds, LeftOut>();
  const wanted = cells.filter(({ milliseconds }) => milliseconds.length === 0);
  let wasCut = false;
  for (let round = 0; round < rounds; round++) {
    const turns = wanted.filter((each) => !failed.has(each) && round < roundsOf(each, cells, rounds));
    if (turns.length > 0) progress?.(`Round ${round + 1} of ${rounds}, ${turns.length} cells`);
    for (const each of round % 2 === 0 ? turns : turns.toReversed()) {
      wasCut ||= performance.now() >= until;
      if (wasCut) break;
      const { cell, provider, expected } = each;
      const runs = Math.max(1, Math.ceil(leastRound / expected));
      const found = await children.find((child) => child.provider === provider)?.run(cell, { runs, warmUps: runs > 1 ? 1 : 0 });
      if (typeof found === "number") each.milliseconds.push(found);
      else failed.set(each, { cell, provider, kind: "not run", why: found?.problem ?? "" });
    }
  }
  const untimed = cells.filter((each) => each.milliseconds.length === 0 && !failed.has(each));
  const cut = untimed.map(({ cell, provider }): LeftOut => ({ cell, provider, kind: "cut short", why: "There was no time for it." }));
  return { leftOut: [...failed.values(), ...cut], wasCut };
}

/** As many as its slowest provider has time for, so that all have as many. */
function roundsOf({ cell }: CellRounds, cells: readonly CellRounds[], most: number): number {
  const slowest = Math.max(...cells.filter((other) => other.cell === cell).map(({ expected }) => expected));
  return Math.max(1, Math.min(most, Math.floor(cellMilliseconds / slowest)));
}

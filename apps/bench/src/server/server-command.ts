import { againstLibrary } from "./against-library.ts";
import { closedLoop } from "./closed-loop.ts";
import { openLoop } from "./open-loop.ts";
import { soak } from "./soak.ts";

/** What `bench server` measures. */
export const serverBenchmarks: readonly string[] = ["closed", "library", "open", "soak"];

/** The options of `bench server`. */
export interface ServerOptions {
  readonly threads?: number;
  /** Of each step of a load. */
  readonly seconds: number;
  /** Of each arm, the first a warm-up. */
  readonly rounds: number;
  /** The part of the soak's counts, in hundredths. */
  readonly percent: number;
}

/** Prints the tables of docs/server.md: those that are wanted, or all. */
export async function runServerBenchmarks(wanted: readonly string[], { threads, seconds, rounds, percent }: ServerOptions): Promise<void> {
  const flags = threads === undefined ? [] : ["--threads", String(threads)];
  const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
  const times = (count: number): number => Math.max(1, Math.round((count * percent) / 100));
  if (isWanted("closed")) await closedLoop(seconds, flags);
  if (isWanted("library")) await againstLibrary(rounds, flags, threads);
  if (isWanted("open")) await openLoop(seconds, Math.ceil(rounds / 2), flags);
  if (isWanted("soak")) await soak({ goneClients: times(1000), kills: times(200), drains: times(50), slowSockets: times(200) }, flags);
}

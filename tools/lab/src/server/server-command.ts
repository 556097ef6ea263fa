import { NestvecError } from "@nestvec/core";
import { againstLibrary } from "./against-library.ts";
import { closedLoop } from "./closed-loop.ts";
import { openLoop } from "./open-loop.ts";
import { soak } from "./soak.ts";

/** What `lab server` measures. */
export const serverBenchmarks: readonly string[] = ["closed", "library", "open", "soak"];

/** The options of `lab server`. */
export interface ServerOptions {
  readonly threads?: number;
  /** Of each step of a load. */
  readonly seconds: number;
  /** Of each variant, the first a warm-up. */
  readonly rounds: number;
  /** The part of the soak's counts, in hundredths. */
  readonly percent: number;
  /** TEI's program, to compare with, and the model's folder for both. */
  readonly tei?: string;
  readonly model?: string;
}

/**
 * Prints the tables of docs/server.md: those that are wanted, or all. With TEI, only that of callers that wait. Resolves with whether the server
 * went on after all of the soak.
 * @throws NestvecError ARGUMENT_INVALID where TEI is to be compared with and no model is named, or other tables are wanted
 */
export async function runServerBenchmarks(wanted: readonly string[], options: ServerOptions): Promise<boolean> {
  const { threads, seconds, rounds, percent, tei, model } = options;
  const flags = threads === undefined ? [] : ["--threads", String(threads)];
  if (tei !== undefined || model !== undefined) {
    requireComparable(wanted, options);
    await closedLoop({ seconds, rounds, model, tei }, flags);
    return true;
  }
  const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
  const times = (count: number): number => Math.max(1, Math.round((count * percent) / 100));
  if (isWanted("closed")) await closedLoop({ seconds, rounds: Math.ceil(rounds / 2) }, flags);
  if (isWanted("library")) await againstLibrary(rounds, flags, threads);
  if (isWanted("open")) await openLoop(seconds, Math.ceil(rounds / 2), flags);
  if (!isWanted("soak")) return true;
  const counts = {
    goneClients: times(1000),
    impatient: times(10_000),
    pipelined: times(600),
    halfOpen: times(300),
    wrong: times(1000),
    unread: times(40),
    kills: times(200),
    slowSockets: times(200),
    drains: times(50),
  };
  return soak(counts, flags);
}

function requireComparable(wanted: readonly string[], { tei, model }: ServerOptions): void {
  if (tei !== undefined && model === undefined) {
    const expected = "named, as a folder that both servers read: nestvec-mini is in a layout that TEI does not know";
    throw new NestvecError("ARGUMENT_INVALID", { argument: "--model", found: "left out", expected });
  }
  const other = wanted.find((name) => name !== "closed");
  if (other === undefined) return;
  const expected = "left out, or closed: the other tables are of nestvec-mini alone";
  throw new NestvecError("ARGUMENT_INVALID", { argument: "what is measured with --tei or --model", found: other, expected });
}

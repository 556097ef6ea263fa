import { NestvecError } from "@nestvec/core";
import type { Context } from "./context.ts";
import { busyFlag } from "../flags/busy-flag.ts";
import type { Flag } from "../results/figure.ts";
import type { Part } from "./parts.ts";

/** What a part gives besides its figures. */
interface Flagged {
  readonly flags: readonly Flag[];
}

/** One run of the bench: which parts are wanted, and what came in their way. */
export interface BenchRun {
  /** Runs a part where it is wanted, and tells of a busy machine, a stop or a failure by a flag: whatever happens, the rest goes on. */
  part<Result extends Flagged>(name: Part, what: string, work: () => Promise<Result>): Promise<Result | undefined>;
  readonly flags: Flag[];
  /** Whether a part failed of itself. */
  failed(): boolean;
}

/** A run of the wanted parts. */
export function benchRun(wanted: readonly Part[], { signal, note }: Context): BenchRun {
  const flags: Flag[] = [];
  let failed = false;
  return {
    flags,
    failed: () => failed,
    async part(name, what, work) {
      if (!wanted.includes(name)) return undefined;
      if (signal.aborted) {
        flags.push({ part: name, kind: "not run", detail: `${what}: the run was stopped before.` });
        return undefined;
      }
      note(`${what} …`);
      try {
        const busy = await busyFlag({ part: name, signal });
        if (busy !== undefined) flags.push(busy);
        const result = await work();
        flags.push(...result.flags);
        return result;
      } catch (error) {
        if (signal.aborted) flags.push({ part: name, kind: "cut short", detail: `${what}: the run was stopped in the middle.` });
        else {
          failed = true;
          flags.push({ part: name, kind: "not run", detail: `${what}: ${sentenceOf(error)}` });
        }
        return undefined;
      }
    },
  };
}

function sentenceOf(error: unknown): string {
  if (NestvecError.is(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

import { setTimeout as sleep } from "node:timers/promises";
import { NestvecError } from "@nestvec/core";

/** Waits. @throws NestvecError ABORTED */
export async function pauseFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch((cause: unknown) => {
    throw new NestvecError("ABORTED", { what: "download" }, { cause: signal?.reason ?? cause });
  });
}

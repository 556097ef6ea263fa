import { NestvecError } from "./errors.ts";
import type { Signal } from "./platform.ts";

/** @throws NestvecError ABORTED once the signal is aborted, with the signal's reason as cause */
export function throwIfAborted(signal: Signal | undefined, what: string): void {
  if (signal?.aborted === true) throw new NestvecError("ABORTED", { what }, { cause: signal.reason });
}

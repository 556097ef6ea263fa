import { invalidArgument } from "../errors/arguments.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { Signal, StopSign } from "./platform.ts";

/**
 * Refuses what is no signal.
 * @throws NestvecError ARGUMENT_INVALID
 * @example
 * ```ts
 * import { messageOf, requireSignal } from "@nestvec/core";
 *
 * requireSignal(AbortSignal.timeout(1000));
 * try {
 *   requireSignal(new AbortController());
 * } catch (error) {
 *   console.log(messageOf(error)); // → "signal" is …; it must be an AbortSignal, such as the signal of an AbortController.
 * }
 * ```
 */
export function requireSignal(signal: unknown): void {
  if (signal === undefined || isSignal(signal)) return;
  const expected = "an AbortSignal, such as the signal of an AbortController";
  throw invalidArgument("signal", signal, expected);
}

function isSignal(value: unknown): value is Signal {
  if (typeof value !== "object" || value === null) return false;
  const { aborted, addEventListener, removeEventListener } = value as Partial<Record<keyof Signal, unknown>>;
  return typeof aborted === "boolean" && typeof addEventListener === "function" && typeof removeEventListener === "function";
}

/** The callbacks of a signal, which share one listener. */
interface Waiting {
  readonly callbacks: Set<() => void>;
  callAll(): void;
}

const waitingFor = new WeakMap<Signal, Waiting>();

/**
 * Calls back once a signal aborts. A signal that a thousand calls share gets one listener: of more than ten Node warns.
 * Returns what calls it off.
 */
export function onAbort(signal: Signal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => {};
  const waiting = waitingFor.get(signal) ?? listen(signal);
  // A function of its own for each call, since two may give the same one.
  const entry = (): void => callback();
  waiting.callbacks.add(entry);
  return () => {
    waiting.callbacks.delete(entry);
    if (waiting.callbacks.size > 0) return;
    waitingFor.delete(signal);
    signal.removeEventListener("abort", waiting.callAll);
  };
}

function listen(signal: Signal): Waiting {
  const callbacks = new Set<() => void>();
  const waiting: Waiting = {
    callbacks,
    callAll() {
      for (const call of callbacks) call();
    },
  };
  waitingFor.set(signal, waiting);
  signal.addEventListener("abort", waiting.callAll);
  return waiting;
}

/**
 * Lets work go on unless its signal says otherwise.
 * @throws NestvecError ABORTED once the signal is aborted, with the signal's reason as cause
 * @example
 * ```ts
 * import { messageOf, throwIfAborted } from "@nestvec/core";
 *
 * const controller = new AbortController();
 * try {
 *   for (let count = 1; ; count++) {
 *     throwIfAborted(controller.signal, "counting");
 *     if (count === 1000) controller.abort();
 *   }
 * } catch (error) {
 *   console.log(messageOf(error)); // → The counting was aborted by its signal.
 * }
 * ```
 */
export function throwIfAborted(signal: StopSign | undefined, what: string): void {
  if (signal?.aborted === true) throw new NestvecError("ABORTED", { what }, { cause: signal.reason });
}

/**
 * Waits for something as long as its signal lets it.
 * @throws NestvecError ABORTED once the signal is aborted, and what the work throws
 * @example
 * ```ts
 * import { setTimeout } from "node:timers/promises";
 * import { messageOf, unlessAborted } from "@nestvec/core";
 *
 * const slow = setTimeout(60_000, "done", { ref: false });
 * try {
 *   await unlessAborted(AbortSignal.timeout(10), "wait", slow);
 * } catch (error) {
 *   console.log(messageOf(error)); // → The wait was aborted by its signal.
 * }
 * ```
 */
export function unlessAborted<T>(signal: Signal | undefined, what: string, work: Promise<T>): Promise<T> {
  throwIfAborted(signal, what);
  return new Promise((resolve, reject) => {
    const cancel = onAbort(signal, () => reject(new NestvecError("ABORTED", { what }, { cause: signal?.reason })));
    work.then(resolve, reject).finally(cancel);
  });
}

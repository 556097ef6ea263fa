import { onAbort, throwIfAborted } from "../platform/abort.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { Signal, StopSign } from "../platform/platform.ts";
import type { Calibration } from "./calibration.ts";

/** A measurement under way, and how many wait for it. */
interface Measurement {
  readonly answer: Promise<Calibration>;
  readonly callers: { count: number };
}

/**
 * One measurement at a time for all who ask meanwhile, since two would measure each other. A signal answers its own caller at once; the
 * measurement is stopped when nobody waits for it any more, and when all is ending.
 */
export function sharedCalibration(
  isEnding: () => boolean,
  measure: (stop: StopSign) => Promise<Calibration>,
): (signal: Signal | undefined) => Promise<Calibration> {
  let current: Measurement | undefined;

  function begin(): Measurement {
    const callers = { count: 1 };
    const stop: StopSign = {
      get aborted() {
        return callers.count === 0 || isEnding();
      },
    };
    const answer = measure(stop).finally(() => (current = undefined));
    return { answer, callers };
  }

  return async (signal) => {
    // One that all have left is in its last run.
    while (current?.callers.count === 0) await current.answer.catch(() => {});
    throwIfAborted(signal, "calibration");
    if (current === undefined) current = begin();
    else current.callers.count += 1;
    const { answer, callers } = current;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        callers.count -= 1;
        reject(new NestvecError("ABORTED", { what: "calibration" }, { cause: signal?.reason }));
      };
      const cancel = onAbort(signal, abort);
      answer.then(resolve, reject).finally(cancel);
    });
  };
}

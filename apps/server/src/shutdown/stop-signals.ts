import { constants } from "node:os";

/** Resolves with the first SIGTERM or SIGINT. The second ends the process at once; its children notice that their host is gone. */
export function stopSignals(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first = true;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (!first) process.exit(128 + constants.signals[signal]);
      first = false;
      resolve(signal);
    };
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
  });
}

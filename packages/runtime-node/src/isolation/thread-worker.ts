import { messageOf } from "@nestvec/core";
import { Worker } from "node:worker_threads";
import { gateMemory, waitAtExit } from "./run-gate.ts";
import { startedMessage } from "./open-message.ts";
import type { WorkerHandle, WorkerStart } from "./worker-handle.ts";

/** What the entry file finds as `workerData`. */
export interface ThreadData extends Omit<WorkerStart, "entry"> {
  /** The file itself. */
  readonly entryUrl: string;
  readonly nestvecGate: SharedArrayBuffer;
}

/** The last message to a thread: it closes its port and, having nothing left to wait for, ends. */
export const closeMessage = "nestvec: close";

/** Starts a worker thread for a model. It is never terminated: it ends by itself when its port is closed. */
export function startThread({ entry, ...start }: WorkerStart): WorkerHandle {
  // A thread's environment is a copy in JavaScript alone, while ONNX Runtime reads the process's own.
  process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
  const nestvecGate = gateMemory();
  const workerData: ThreadData = { ...start, entryUrl: entry.href, nestvecGate };
  const worker = new Worker(entry, { workerData, execArgv: [], name: "nestvec" });
  const gone = waitAtExit(nestvecGate);
  let problem: string | undefined;
  worker.on("error", (error) => {
    problem = messageOf(error);
  });
  const ended = new Promise<string>((resolve) => {
    worker.on("exit", (code) => {
      gone();
      resolve(problem ?? `exit code ${code}`);
    });
  });
  return {
    kind: "worker thread",
    port: {
      postMessage: (message, transfer) => worker.postMessage(message, transfer as readonly ArrayBuffer[]),
      onMessage: (listener) => worker.on("message", listener),
      onClose: (listener) => void ended.then(listener),
      close: () => worker.postMessage(closeMessage, []),
    },
    started: new Promise((resolve) => worker.on("message", (message) => message === startedMessage && resolve())),
    ended,
    hold: (held) => (held ? worker.ref() : worker.unref()),
  };
}

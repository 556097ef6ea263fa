import { Worker } from "node:worker_threads";
import { messageOf } from "@nestvec/core";
import type { RemotePort } from "@nestvec/core/remote";

/** What the entry file finds as `workerData` where it is to rank. */
export interface RankData {
  readonly nestvecRanking: true;
}

/** Starts a thread that ranks. It keeps the host from ending only while it is asked something, and runs no native code: it can be ended at any time. */
export function startRankThread(entry: URL): RemotePort {
  const worker = new Worker(entry, { workerData: { nestvecRanking: true } satisfies RankData, execArgv: [], name: "nestvec-ranking" });
  let asked = 0;
  let problem: string | undefined;
  worker.unref();
  worker.on("error", (error) => (problem = messageOf(error)));
  return {
    postMessage(message, transfer) {
      worker.postMessage(message, transfer as readonly ArrayBuffer[]);
      if (!("query" in Object(message))) return;
      asked += 1;
      worker.ref();
    },
    onMessage: (listener) =>
      void worker.on("message", (message) => {
        asked -= 1;
        if (asked === 0) worker.unref();
        listener(message);
      }),
    onClose: (listener) => void worker.on("exit", (code) => listener(problem ?? `exit code ${code}`)),
    close: () => void worker.terminate(),
  };
}

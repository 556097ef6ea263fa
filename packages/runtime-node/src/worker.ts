// What a worker thread or child process of `loadModel` runs. An application in one file builds this as an entry of its own and passes its
// URL as `workerUrl`. It answers calls until its host closes the channel, or is gone.
import { parentPort, Worker, workerData, type MessagePort } from "node:worker_threads";
import type { ExecutionProvider } from "@nestvec/core";
import { serveEngine, serveRanking } from "@nestvec/core/remote";
import { compileAnswer, type CompileAnswer, type CompileData } from "./isolation/compile-thread.ts";
import { gateWatch } from "./isolation/run-gate.ts";
import { closeMessage, type ThreadData } from "./isolation/thread-worker.ts";
import type { RankData } from "./isolation/rank-thread.ts";
import { messageBatches } from "./isolation/message-batches.ts";
import { isOpenMessage, startedMessage } from "./isolation/open-message.ts";
import { tryMessages } from "./isolation/provider-try.ts";
import { clock } from "./platform/node-platform.ts";
import { openHere } from "./open/open-here.ts";

if (isThreadData(workerData)) serveThread(workerData);
else if (isRankData(workerData)) serveRanks();
else if (isCompileData(workerData)) void compileAnswer(workerData).then(answerOnce);
else serveChild();

function isThreadData(data: unknown): data is ThreadData {
  return typeof data === "object" && data !== null && "nestvecGate" in data;
}

function isRankData(data: unknown): data is RankData {
  return typeof data === "object" && data !== null && "nestvecRanking" in data;
}

function isCompileData(data: unknown): data is CompileData {
  return typeof data === "object" && data !== null && "nestvecTokenizer" in data;
}

function answerOnce(answer: CompileAnswer): void {
  parentPort?.postMessage(answer, "bytes" in answer ? [answer.bytes.buffer] : []);
}

function serveRanks(): void {
  const host = parentPort;
  if (host === null) return;
  serveRanking({
    postMessage: (message, transfer) => host.postMessage(message, transfer as readonly ArrayBuffer[]),
    onMessage: (listener) => void host.on("message", listener),
  });
}

function serveThread({ folder, settings, entryUrl, nestvecGate }: ThreadData): void {
  const host = parentPort;
  if (host === null) return;
  host.postMessage(startedMessage, []);
  host.on("message", (message) => {
    if (message === closeMessage) endThread(host);
  });
  const port = {
    postMessage: (message: unknown, transfer: readonly ArrayBufferLike[]) => host.postMessage(message, transfer as readonly ArrayBuffer[]),
    onMessage: (listener: (message: unknown) => void) => void host.on("message", listener),
    onClose: (listener: (reason: string) => void) => void host.on("close", () => listener("its port was closed")),
    close: () => host.close(),
  };
  serveEngine(port, clock, (hooks) => openHere(folder, settings, { native: gateWatch(nestvecGate), entryUrl, ...hooks }));
}

/** Deno's parent port has no `close`; there, as with it in Node, only this thread ends. */
function endThread(host: Partial<Pick<MessagePort, "close">>): void {
  if (host.close === undefined) process.exit(0);
  else host.close();
}

function serveChild(): void {
  // Ctrl-C in a terminal, and the stop of a service, reach every process of the group; what they mean is the host's to say. A host that is
  // gone is noticed.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
  process.on("disconnect", () => process.exit(0));
  endWithHost();
  const outbox = messageBatches((batch) => {
    // With a callback, a host that has just gone is no uncaught error.
    if (process.connected) process.send?.(batch, undefined, undefined, () => {});
  });
  const onTry = (provider: ExecutionProvider, graph: string): (() => void) => {
    const [before, after] = tryMessages(provider, graph);
    // Before foreign code may block this thread for ever, its host is told of it.
    outbox.postNow(before);
    return () => outbox.post(after);
  };
  outbox.postNow(startedMessage);
  process.once("message", (message) => {
    if (!isOpenMessage(message)) return;
    const port = {
      // Before a batch blocks this thread, its host is told of it.
      postMessage: (sent: unknown) => (isBegin(sent) ? outbox.postNow(sent) : outbox.post(sent)),
      onMessage: (listener: (message: unknown) => void) => void process.on("message", listener),
      // The process ends with its channel: nothing is left to be told.
      onClose: () => {},
      close: () => process.disconnect(),
    };
    serveEngine(port, clock, (hooks) => openHere(message.folder, message.settings, { entryUrl: message.entryUrl, onTry, ...hooks }));
  });
}

function isBegin(message: unknown): boolean {
  return typeof message === "object" && message !== null && "type" in message && message.type === "begin";
}

/**
 * Ends this process when its host is gone, also in the middle of a run, which keeps this thread from noticing: another looks who the
 * parent is. Windows has no new parent for an orphan; there, Node's own job object ends it.
 */
function endWithHost(): void {
  const look = `
    const { workerData } = require("node:worker_threads");
    setInterval(() => { if (process.ppid !== workerData) process.kill(process.pid, "SIGKILL"); }, 500);
  `;
  new Worker(look, { eval: true, workerData: process.ppid, execArgv: [], name: "nestvec-host-watch" }).unref();
}

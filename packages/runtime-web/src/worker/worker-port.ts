import type { RemotePort } from "@nestvec/core/remote";
import { rankMessage } from "./messages.ts";

/** A Web Worker's channel, which can be closed with a reason. */
export interface WorkerPort extends RemotePort {
  /** Ends the worker at once, whatever it is at. */
  fail(reason: string): void;
  readonly isClosed: boolean;
}

/** The channel of a worker that only ranks. */
export function rankingPort(worker: Worker): RemotePort {
  worker.postMessage(rankMessage, []);
  return workerPort(worker, () => {});
}

/** @see WorkerPort. Messages to `besides` are all that come, those of the remote protocol among them. */
export function workerPort(worker: Worker, besides: (message: unknown) => void): WorkerPort {
  let closed: string | undefined;
  let onClose: ((reason: string) => void) | undefined;
  worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => besides(data));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    // A script that cannot be loaded is an event without a message.
    fail(event.message || "its script cannot be loaded, or the page's Content-Security-Policy forbids it");
  });
  worker.addEventListener("messageerror", () => fail("it sent what cannot be read"));

  function fail(reason: string): void {
    if (closed !== undefined) return;
    closed = reason;
    worker.terminate();
    onClose?.(reason);
  }

  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer as readonly ArrayBuffer[] as ArrayBuffer[]),
    onMessage: (listener) => worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => listener(data)),
    onClose(listener) {
      onClose = listener;
      if (closed !== undefined) listener(closed);
    },
    close: () => fail("closed"),
    fail,
    get isClosed() {
      return closed !== undefined;
    },
  };
}

import type { BatchBegin, BatchEnd, BatchWatch, EngineStats } from "@nestvec/core";
import type { WorkerStart } from "./worker-handle.ts";

/** The first message to a child. */
export interface OpenMessage extends Omit<WorkerStart, "entry"> {
  readonly type: "nestvec: open";
}

/** What a worker says of its batches, beside the protocol: a run blocks it, so that it cannot be asked. */
export type BatchMessage =
  | { readonly type: "nestvec: begin"; readonly batch: BatchBegin; readonly stats: EngineStats }
  | { readonly type: "nestvec: end"; readonly batch: BatchEnd; readonly stats: EngineStats };

/** Tells the host of each batch, before the thread is blocked by it. */
export const batchMessages = (send: (message: BatchMessage) => void): BatchWatch => ({
  begin: (batch, stats) => send({ type: "nestvec: begin", batch, stats }),
  end: (batch, stats) => send({ type: "nestvec: end", batch, stats }),
});

/** Whether a message from the host is the first one. */
export const isOpenMessage = (message: unknown): message is OpenMessage => hasType(message, ["nestvec: open"]);

/** Whether a message from a worker is about its batches. */
export const isBatchMessage = (message: unknown): message is BatchMessage => hasType(message, ["nestvec: begin", "nestvec: end"]);

const hasType = (message: unknown, types: readonly unknown[]): boolean =>
  typeof message === "object" && message !== null && "type" in message && types.includes(message.type);

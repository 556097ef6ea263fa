import type { BatchBegin, BatchEnd, BatchWatch, EngineStats } from "@nestvec/core";

/** What a worker says of its batches, beside the protocol: a run blocks it, so that it cannot be asked. */
export type BatchMessage =
  | { readonly type: "nestvec: begin"; readonly batch: BatchBegin; readonly stats: EngineStats }
  | { readonly type: "nestvec: end"; readonly batch: BatchEnd; readonly stats: EngineStats };

/** Tells the host of each batch, before the thread is blocked by it. */
export const batchMessages = (send: (message: BatchMessage) => void): BatchWatch => ({
  begin: (batch, stats) => send({ type: "nestvec: begin", batch, stats }),
  end: (batch, stats) => send({ type: "nestvec: end", batch, stats }),
});

/** Whether a message from a worker is about its batches. */
export function isBatchMessage(message: unknown): message is BatchMessage {
  if (typeof message !== "object" || message === null || !("type" in message)) return false;
  return message.type === "nestvec: begin" || message.type === "nestvec: end";
}

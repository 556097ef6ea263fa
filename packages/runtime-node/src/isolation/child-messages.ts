import type { WorkerStart } from "./worker-handle.ts";

/** The first message to a child. */
export interface OpenMessage extends Omit<WorkerStart, "entry"> {
  readonly type: "nestvec: open";
}

/** What a child says of its runs, beside the protocol: the host sees a run that takes too long, and whether anything was finished. */
export type RunMessage =
  | { readonly type: "nestvec: begin"; readonly paddedTokens: number }
  | { readonly type: "nestvec: end"; readonly done: "run" | "other" };

/** Whether a message from the host is the first one. */
export const isOpenMessage = (message: unknown): message is OpenMessage => hasType(message, ["nestvec: open"]);

/** Whether a message from a child is about its runs. */
export const isRunMessage = (message: unknown): message is RunMessage => hasType(message, ["nestvec: begin", "nestvec: end"]);

const hasType = (message: unknown, types: readonly unknown[]): boolean =>
  typeof message === "object" && message !== null && "type" in message && types.includes(message.type);

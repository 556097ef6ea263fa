import type { WorkerStart } from "./worker-handle.ts";

/** What a worker says first, before it opens anything: that the file which runs is nestvec's. */
export const startedMessage = "nestvec: started";

/** The first message to a child: what to open. */
export interface OpenMessage extends Omit<WorkerStart, "entry"> {
  readonly type: "nestvec: open";
  /** The file that the child runs. */
  readonly entryUrl: string;
}

/** Whether a message from the host is the first one. */
export const isOpenMessage = (message: unknown): message is OpenMessage =>
  typeof message === "object" && message !== null && "type" in message && message.type === "nestvec: open";

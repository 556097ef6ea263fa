import type { OpenRequest } from "../open/open-here.ts";

/** The first message to a worker, before those of the remote protocol, which does not look at others. */
export interface OpenMessage {
  readonly type: "nestvec: open";
  readonly request: OpenRequest;
}

/** The first message to a worker that only ranks. */
export const rankMessage = "nestvec: rank here";

/** What a worker says besides: it brackets the making of a session, in which ONNX Runtime may hang. */
export interface HostMessage {
  readonly type: "nestvec: create";
  readonly step: "begin" | "end";
}

/** Whether a message is the first. */
export const isOpenMessage = (message: unknown): message is OpenMessage => typeOf(message) === "nestvec: open";

/** Whether a message is one of those besides. */
export const isHostMessage = (message: unknown): message is HostMessage => typeOf(message) === "nestvec: create";

const typeOf = (message: unknown): unknown =>
  typeof message === "object" && message !== null && "type" in message ? message.type : undefined;

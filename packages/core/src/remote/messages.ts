import type { RemoteError } from "./remote-error.ts";

/** What a caller sends. A call's `signalled` is the place of the argument whose signal stayed behind. */
export type Request =
  | { readonly type: "call"; readonly id: number; readonly method: string; readonly input: readonly unknown[]; readonly signalled?: number }
  | { readonly type: "cancel"; readonly id: number; readonly reason: string }
  | { readonly type: "dispose"; readonly id: number };

/** What the serving side sends. `ready` or `refused` comes once, when the model is open or could not be opened. */
export type Reply =
  | { readonly type: "ready"; readonly model: string }
  | { readonly type: "refused"; readonly error: RemoteError }
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly type: "failure"; readonly id: number; readonly error: RemoteError };

/** Whether a message is one of the given types. A channel may carry messages of others, which are not looked at. */
export function isMessage<Message extends Request | Reply>(message: unknown, types: readonly Message["type"][]): message is Message {
  return typeof message === "object" && message !== null && "type" in message && (types as readonly unknown[]).includes(message.type);
}

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** What is called when a connection closes. One listener a connection: many requests may be sent on it at once. */
const onClose = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once when an answer was sent or its connection has closed. A response says that it has closed only once its turn on the connection has
 * come: to one behind another (HTTP pipelining), it may never come.
 */
export function whenGone({ socket }: IncomingMessage, response: ServerResponse, callback: () => void): void {
  if (response.closed || response.destroyed || socket.destroyed) {
    callback();
    return;
  }
  const callbacks = callbacksOf(socket);
  const gone = (): void => {
    if (callbacks.delete(gone)) callback();
  };
  callbacks.add(gone);
  response.once("close", gone);
}

function callbacksOf(socket: Socket): Set<() => void> {
  const known = onClose.get(socket);
  if (known !== undefined) return known;
  const callbacks = new Set<() => void>();
  onClose.set(socket, callbacks);
  socket.once("close", () => {
    for (const callback of callbacks) callback();
  });
  return callbacks;
}

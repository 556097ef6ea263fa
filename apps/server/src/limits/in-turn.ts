import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { whenGone } from "../http/when-gone.ts";
import { Refusal } from "../refusal/refusal.ts";

/** Requests of one connection that wait for those before them. */
interface Queue {
  waiting: number;
  last: Promise<void>;
}

/** Requests that may wait on one connection. */
const most = 100;

/**
 * Resolves when all that came before on a connection was answered. Answers of one connection are sent in the order of its requests (HTTP pipelining),
 * so that one caller could otherwise hold many places, each of them until its turn has come. With more than 100 waiting the connection is closed.
 * @throws Refusal "client gone" where the connection closes before that
 */
export function inTurn(): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const queues = new WeakMap<Socket, Queue>();
  return async (request, response) => {
    const { socket } = request;
    const queue = queues.get(socket) ?? { waiting: 0, last: Promise.resolve() };
    queues.set(socket, queue);
    const before = queue.last;
    queue.last = new Promise((resolve) => whenGone(request, response, resolve));
    queue.waiting += 1;
    if (queue.waiting > most) socket.destroy();
    await before;
    queue.waiting -= 1;
    if (socket.destroyed) throw new Refusal("client gone", "The request was given up.");
  };
}

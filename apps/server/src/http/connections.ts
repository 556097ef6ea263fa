import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import { Refusal } from "../base/refusal.ts";
import { type Api, apiOf } from "./api.ts";

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

/** Requests of one connection that wait for those before them. */
interface Queue {
  waiting: number;
  last: Promise<void>;
}

/** Requests that may wait on one connection. */
const mostWaiting = 100;

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
    if (queue.waiting > mostWaiting) socket.destroy();
    await before;
    queue.waiting -= 1;
    if (socket.destroyed) throw new Refusal("client gone", "The request was given up.");
  };
}

/** What Node says of a connection whose request it could not read. */
interface ConnectionError extends Error {
  readonly code: string;
  /** What had arrived last: bytes, whatever Fastify's types say. */
  readonly rawPacket: unknown;
}

/** The request of a connection that is under way. */
interface UnderWay {
  readonly url: string;
  readonly response: ServerResponse;
}

/** Refuses what is no HTTP request, in the manner of the API whose path it names; the first where it names none. */
export function refuseUnreadable(apis: readonly Api[]): (error: ConnectionError, socket: Socket) => void {
  return (error, socket) => {
    const request = underWay.get(socket);
    const isAnswering = request?.response.headersSent === true && !request.response.writableFinished;
    if (error.code === "ECONNRESET" || !socket.writable || isAnswering) return void socket.destroy();
    const path = request?.response.headersSent === false ? request.url : pathOf(error.rawPacket);
    const refusal = unreadable(error);
    const api = apiOf(apis, path);
    const status = api.statuses[refusal.kind];
    const body = JSON.stringify(api.errorBody(refusal, status));
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
      "content-type: application/json",
      `content-length: ${Buffer.byteLength(body)}`,
      "connection: close",
    ];
    socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
  };
}

const underWay = new WeakMap<Socket, UnderWay>();

/** Notes the request of each connection, since Node does not say whose time ran out. */
export function noteRequests(server: Server): void {
  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    underWay.set(request.socket, { url: request.url ?? "/", response });
  });
}

function unreadable({ code }: ConnectionError): Refusal {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new Refusal("timeout", "The request did not arrive in time.");
  if (code === "HPE_HEADER_OVERFLOW") return new Refusal("headers too large", "The request's headers are larger than this server takes.");
  return new Refusal("malformed", "This is not a request of HTTP/1.1 that can be read.");
}

/** The path in a request's first line. */
function pathOf(packet: unknown): string {
  const start = packet instanceof Uint8Array ? Buffer.from(packet.subarray(0, 1024)).toString("latin1") : "";
  const [, path = "/"] = /^[A-Z]+ (\/[^\s?]*)/.exec(start) ?? [];
  return path;
}

/** Bytes of a body that are read and thrown away after a request was refused. */
const mostUnreadBytes = 67_108_864;
/** How long they are waited for. */
const mostUnreadMilliseconds = 10_000;
/** How often both are looked at. */
const lookInterval = 50;

/**
 * A request may be refused before its body has arrived. Closed at once, the connection would break under clients that send all before they read,
 * and they would see that instead of the refusal. So the rest of the body is read on, within bounds, and only then is the connection closed.
 */
export function boundUnreadBodies(app: FastifyInstance): void {
  app.addHook("onSend", ({ raw }, _reply, payload, done) => {
    if (!raw.complete) closeLater(raw);
    done(null, payload);
  });
  app.addHook("onResponse", ({ raw }, _reply, done) => {
    done();
    // Node reads on by itself what nobody took.
    if (!raw.complete && !raw.socket.destroyed) waitForRest(raw);
  });
}

/** Where Node would close the connection after the answer, it only ends the sending side while the body is not there in whole. */
function closeLater(request: IncomingMessage): void {
  const { socket } = request;
  socket.destroySoon = () => {
    Reflect.deleteProperty(socket, "destroySoon");
    if (request.complete) socket.destroySoon();
    else socket.end();
  };
}

function waitForRest(request: IncomingMessage): void {
  const { socket } = request;
  const bytesBefore = socket.bytesRead;
  const until = performance.now() + mostUnreadMilliseconds;
  const timer = setInterval(() => {
    const isTooMuch = socket.bytesRead - bytesBefore > mostUnreadBytes || performance.now() > until;
    if (!isTooMuch && !request.complete && !socket.destroyed) return;
    clearInterval(timer);
    Reflect.deleteProperty(socket, "destroySoon");
    // A connection that is kept has more requests to come.
    if (isTooMuch || socket.writableEnded) socket.destroy();
  }, lookInterval);
  timer.unref();
}

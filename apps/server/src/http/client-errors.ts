import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Refusal } from "../refusal/refusal.ts";
import { faceOf, type Face } from "./face.ts";

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
export function refuseUnreadable(faces: readonly Face[]): (error: ConnectionError, socket: Socket) => void {
  return (error, socket) => {
    const request = underWay.get(socket);
    const isAnswering = request?.response.headersSent === true && !request.response.writableFinished;
    if (error.code === "ECONNRESET" || !socket.writable || isAnswering) return void socket.destroy();
    const path = request?.response.headersSent === false ? request.url : pathOf(error.rawPacket);
    const refusal = refusalOf(error);
    const face = faceOf(faces, path);
    const status = face.statuses[refusal.kind];
    const body = JSON.stringify(face.errorBody(refusal, status));
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

function refusalOf({ code }: ConnectionError): Refusal {
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

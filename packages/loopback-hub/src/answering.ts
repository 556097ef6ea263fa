import type { IncomingMessage, ServerResponse } from "node:http";
import type { Behaviour, HubRequest } from "./behaviour.ts";
import type { HubRepository } from "./repository.ts";

/** Headers of an answer. */
export type AnswerHeaders = Readonly<Record<string, string | number>>;

/** How a body is sent. */
export interface Sending {
  readonly cutAfter?: number | undefined;
  readonly pieceMilliseconds?: number;
}

/** One request's answer. */
export interface Answer {
  readonly path: string;
  readonly method: string;
  json(value: unknown, headers?: AnswerHeaders): void;
  /** A refusal as the hub has it: its code and message are headers, too. */
  fail(status: number, code: string, message: string, headers?: AnswerHeaders): void;
  redirect(status: number, location: string, headers: AnswerHeaders): void;
  bytes(status: number, body: Uint8Array, headers: AnswerHeaders, sending?: Sending): void;
}

/** What is known when a request is answered. */
export interface Answering {
  readonly behaviour: Behaviour;
  readonly repositories: ReadonlyMap<string, HubRepository>;
  readonly renamed: ReadonlyMap<string, string>;
  readonly token: string;
  readonly at: Answer;
  readonly url: URL;
  readonly incoming: IncomingMessage;
  readonly endpoint: string;
  readonly storage: string;
}

interface Exchange {
  readonly host: HubRequest["host"];
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly log: HubRequest[];
  readonly path: string;
}

// What the real hub lets pages of other sites read.
const forPages = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers":
    "X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag",
};

/** @see Answer */
export function answerOf({ host, incoming, outgoing, log, path }: Exchange): Answer {
  const { method = "GET" } = incoming;

  function begin(status: number, headers: AnswerHeaders): HubRequest {
    const { range, authorization } = incoming.headers;
    const entry = { host, method, path, range, authorization, status, sent: 0 };
    log.push(entry);
    outgoing.writeHead(status, { ...forPages, ...headers });
    return entry;
  }

  function end(status: number, headers: AnswerHeaders, body: string): void {
    begin(status, { ...headers, "content-length": Buffer.byteLength(body) });
    outgoing.end(method === "HEAD" ? undefined : body);
  }

  return {
    path,
    method,
    json: (value, headers = {}) => end(200, { "content-type": "application/json; charset=utf-8", ...headers }, JSON.stringify(value)),
    fail(status, code, message, headers = {}) {
      const named = code === "" ? {} : { "x-error-code": code };
      const body = JSON.stringify({ error: message });
      end(status, { "content-type": "application/json; charset=utf-8", "x-error-message": message, ...named, ...headers }, body);
    },
    redirect: (status, location, headers) =>
      end(status, { "content-type": "text/plain", ...headers, location }, `Redirecting to ${location.split("?")[0]}`),
    bytes(status, body, headers, sending = {}) {
      const entry = begin(status, { ...headers, "content-length": body.length });
      if (method === "HEAD") outgoing.end();
      else void send(outgoing, body, entry, sending);
    },
  };
}

const pieceBytes = 16_384;

async function send(outgoing: ServerResponse, body: Uint8Array, entry: HubRequest, sending: Sending): Promise<void> {
  const { cutAfter, pieceMilliseconds = 0 } = sending;
  const until = Math.min(body.length, cutAfter ?? body.length);
  for (let place = 0; place < until && !outgoing.destroyed; place += pieceBytes) {
    const piece = body.subarray(place, Math.min(until, place + pieceBytes));
    await new Promise<void>((resolve) => outgoing.write(piece, () => resolve()));
    entry.sent += piece.length;
    if (pieceMilliseconds > 0) await new Promise((resolve) => setTimeout(resolve, pieceMilliseconds));
  }
  if (cutAfter === undefined || cutAfter >= body.length) return void outgoing.end();
  // What was written reaches the client first.
  setTimeout(() => outgoing.destroy(), 20);
}

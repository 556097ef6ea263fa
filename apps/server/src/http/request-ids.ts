import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { traceIds } from "../tracing/tracing.ts";

/** The header by which a client names its request, and by which every answer does. */
export const requestIdHeader = "x-request-id";

/** What an id may be: it comes back in a header and stands in log lines. */
const sane = /^[\w.:+=/@-]{1,128}$/;

/** The id that a request brought, or a new one where it brought none or one that is long or holds other characters. */
export function requestIdOf({ headers }: Pick<IncomingMessage, "headers">): string {
  const brought = headers[requestIdHeader];
  return typeof brought === "string" && sane.test(brought) ? brought : randomUUID();
}

/** Puts its request's id into every answer. */
export function addRequestIds(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    nameRequest(request, reply);
    done();
  });
}

/** Puts the id of a request into its answer. */
export function nameRequest(request: FastifyRequest, reply: FastifyReply): void {
  reply.header(requestIdHeader, request.id);
}

/** What log lines of a request begin with: its id, and its place in its trace. */
export function idsOf(request: FastifyRequest): Readonly<Record<"request_id" | "trace_id" | "span_id", string>> {
  return { request_id: request.id, ...traceIds(request) };
}

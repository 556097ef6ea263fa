import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from "fastify";
import type { Logger } from "pino";
import type { Refusal } from "../base/refusal.ts";
import type { SpanExporter } from "../tracing/otlp-exporter.ts";
import { traceContext, type TraceContext } from "../tracing/span.ts";
import type { ServerParts } from "./api.ts";

/** The header by which a client names its request, and by which every answer does. */
export const requestIdHeader = "x-request-id";

/** What an id may be: it comes back in a header and stands in log lines. */
const sane = /^[\w.:+=/@-]{1,128}$/;

/** The id that a request brought, or a new one where it brought none or one that is long or holds other characters. */
function requestIdOf({ headers }: Pick<IncomingMessage, "headers">): string {
  const brought = headers[requestIdHeader];
  return typeof brought === "string" && sane.test(brought) ? brought : randomUUID();
}

/** How Fastify names and logs requests. */
export const fastifyLogging: Pick<FastifyServerOptions, "childLoggerFactory" | "logController" | "genReqId"> = {
  // A logger for each request would cost more than its few lines do; they name its trace themselves.
  childLoggerFactory: (logger: FastifyBaseLogger): FastifyBaseLogger => logger,
  // Its lines hold addresses with all that a client put into them.
  logController: new LogController({ disableRequestLogging: true }),
  genReqId: requestIdOf,
};

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

/** What log lines of a request begin with: its id, and its position in its trace. */
export function idsOf(request: FastifyRequest): Readonly<Record<"request_id" | "trace_id" | "span_id", string>> {
  const { traceId, spanId } = contextOf(request);
  return { request_id: request.id, trace_id: traceId, span_id: spanId };
}

const contexts = new WeakMap<FastifyRequest, TraceContext>();
const attributes = new WeakMap<FastifyRequest, Readonly<Record<string, string | number>>>();

/** A request's span ids. Most requests are neither logged nor sent anywhere, and need no ids. */
function contextOf(request: FastifyRequest): TraceContext {
  const known = contexts.get(request);
  if (known !== undefined) return known;
  const made = traceContext(request.headers.traceparent);
  contexts.set(request, made);
  return made;
}

/** Sends the span of every request where there is an exporter. */
export function addTracing(app: FastifyInstance, exporter: SpanExporter | undefined): void {
  if (exporter === undefined) return;
  app.addHook("onRequest", (request, _reply, done) => {
    contextOf(request);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    done();
    const context = contextOf(request);
    if (!context.isSampled) return;
    const { method } = request;
    const route = routeOf(request);
    const ended = Date.now();
    const all = {
      "http.request.method": method,
      "http.route": route,
      "http.response.status_code": reply.statusCode,
      ...attributes.get(request),
    };
    const span = {
      context,
      name: `${method} ${route}`,
      began: ended - reply.elapsedTime,
      ended,
      isError: reply.statusCode >= 500,
      attributes: all,
    };
    exporter.add(span);
  });
}

/** Says something of a request, for its span and its log line. Nothing that a client wrote. */
export function addAttributes(request: FastifyRequest, more: Readonly<Record<string, string | number>>): void {
  attributes.set(request, { ...attributes.get(request), ...more });
}

const refusals = new WeakMap<FastifyRequest, Refusal>();

/** Notes how a request was turned down, for its account. */
export function noteRefusal(request: FastifyRequest, refusal: Refusal): void {
  refusals.set(request, refusal);
}

/** A request's route: the pattern, never what a client put into the address. */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? "unknown";

/**
 * Counts each request that asks for work, and writes a line of every request: at level debug, or as the access log at level info, without probes.
 */
export function addAccounts(
  app: FastifyInstance,
  { metrics, configuration }: Pick<ServerParts, "metrics" | "configuration">,
  log: Logger,
): void {
  app.addHook("onRequest", (request, _reply, done) => {
    if (request.routeOptions.config.isWork === true) metrics.requested(routeOf(request));
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    done();
    const { isWork = false, isProbe = false } = request.routeOptions.config;
    const refusal = refusals.get(request);
    if (isWork && refusal === undefined) metrics.succeeded(routeOf(request), reply.elapsedTime / 1000);
    if (isWork && refusal !== undefined) metrics.failed(routeOf(request), refusal.kind);
    const level = configuration.accessLog && !isProbe ? "info" : "debug";
    if (log.isLevelEnabled(level)) log[level](accountOf(request, reply, refusal), "request");
  });
}

function accountOf(request: FastifyRequest, reply: FastifyReply, refusal: Refusal | undefined): object {
  const bytes = Number(reply.getHeader("content-length"));
  return {
    ...idsOf(request),
    method: request.method,
    route: routeOf(request),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
    bytes: Number.isFinite(bytes) ? bytes : undefined,
    ...attributes.get(request),
    refusal: refusal?.kind,
  };
}

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { SpanExporter } from "./otlp-exporter.ts";
import { traceContext, type TraceContext } from "./trace-context.ts";

const contexts = new WeakMap<FastifyRequest, TraceContext>();
const attributes = new WeakMap<FastifyRequest, Readonly<Record<string, string | number>>>();

/** A request's place in its trace. Most requests are neither logged nor sent anywhere, and need no ids. */
function contextOf(request: FastifyRequest): TraceContext {
  const known = contexts.get(request);
  if (known !== undefined) return known;
  const made = traceContext(request.headers.traceparent);
  contexts.set(request, made);
  return made;
}

/** The ids of a request's place in its trace, for its log lines. */
export function traceIds(request: FastifyRequest): { readonly trace_id: string; readonly span_id: string } {
  const { traceId, spanId } = contextOf(request);
  return { trace_id: traceId, span_id: spanId };
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
    const { method, routeOptions } = request;
    const route = routeOptions.url ?? "unknown";
    const ended = Date.now();
    const all = {
      "http.request.method": method,
      "http.route": route,
      "http.response.status_code": reply.statusCode,
      ...attributesOf(request),
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

/** What was said of a request. */
export const attributesOf = (request: FastifyRequest): Readonly<Record<string, string | number>> => attributes.get(request) ?? {};

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { SpanExporter } from "./otlp-exporter.ts";
import { traceContext, type TraceContext } from "./trace-context.ts";

/** A request's context and what is said of it, until its span is made. */
interface Traced {
  readonly context: TraceContext;
  readonly attributes: Record<string, string | number>;
}

const traced = new WeakMap<FastifyRequest, Traced>();

/** Gives every request its place in a trace: its log lines have the ids, and its span is sent where there is an exporter. */
export function addTracing(app: FastifyInstance, exporter: SpanExporter | undefined): void {
  app.addHook("onRequest", async (request) => {
    const context = traceContext(request.headers.traceparent);
    traced.set(request, { context, attributes: {} });
    request.log = request.log.child({ trace_id: context.traceId, span_id: context.spanId });
  });
  if (exporter === undefined) return;
  app.addHook("onResponse", async (request, reply) => {
    const found = traced.get(request);
    if (found === undefined || !found.context.isSampled) return;
    const { method, routeOptions } = request;
    const route = routeOptions.url ?? "unknown";
    const ended = Date.now();
    const attributes = {
      "http.request.method": method,
      "http.route": route,
      "http.response.status_code": reply.statusCode,
      ...found.attributes,
    };
    const span = {
      context: found.context,
      name: `${method} ${route}`,
      began: ended - reply.elapsedTime,
      ended,
      isError: reply.statusCode >= 500,
      attributes,
    };
    exporter.add(span);
  });
}

/** Says something of a request in its span. Nothing that a client wrote. */
export function addAttributes(request: FastifyRequest, attributes: Readonly<Record<string, string | number>>): void {
  Object.assign(traced.get(request)?.attributes ?? {}, attributes);
}

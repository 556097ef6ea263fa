import type { FastifyInstance, FastifyRequest } from "fastify";
import type { SpanExporter } from "./otlp-exporter.ts";
import { traceContext, type TraceContext } from "./trace-context.ts";

/** A request's context and what is said of it, until its span is made. */
interface Traced {
  readonly context: TraceContext;
  readonly attributes: Record<string, string | number>;
}

const traced = new WeakMap<FastifyRequest, Traced>();

/** A request's place in its trace. Most requests are neither logged nor sent anywhere, and need no ids. */
function tracedOf(request: FastifyRequest): Traced {
  const known = traced.get(request);
  if (known !== undefined) return known;
  const made: Traced = { context: traceContext(request.headers.traceparent), attributes: {} };
  traced.set(request, made);
  return made;
}

/** The ids of a request's place in its trace, for its log lines. */
export function traceIds(request: FastifyRequest): { readonly trace_id: string; readonly span_id: string } {
  const { traceId, spanId } = tracedOf(request).context;
  return { trace_id: traceId, span_id: spanId };
}

/** Sends the span of every request where there is an exporter. */
export function addTracing(app: FastifyInstance, exporter: SpanExporter | undefined): void {
  if (exporter === undefined) return;
  app.addHook("onRequest", (request, _reply, done) => {
    tracedOf(request);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    done();
    const found = tracedOf(request);
    if (!found.context.isSampled) return;
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

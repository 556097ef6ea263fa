import type { Logger } from "pino";
import type { TraceContext } from "./trace-context.ts";

/** One request as a span. */
export interface Span {
  readonly context: TraceContext;
  /** Method and route, never the address. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly began: number;
  readonly ended: number;
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** Sends spans somewhere. */
export interface SpanExporter {
  add(span: Span): void;
  /** Sends what waits, and stops. */
  close(): Promise<void>;
}

/** Spans that may wait; more are dropped, since traces must not take the memory of what they are of. */
const mostWaiting = 2048;

const interval = 2000;

/**
 * Sends spans by OTLP over HTTP with JSON, https://opentelemetry.io/docs/specs/otlp/#otlphttp. OpenTelemetry's own exporter asks for Node 22 in
 * the versions that are kept.
 */
export function otlpExporter(endpoint: string, serviceName: string, log: Logger): SpanExporter {
  const url = `${endpoint.replace(/\/$/, "")}${/\/v1\/traces\/?$/.test(endpoint) ? "" : "/v1/traces"}`;
  let waiting: Span[] = [];
  let hasFailed = false;

  async function send(): Promise<void> {
    if (waiting.length === 0) return;
    const spans = waiting;
    waiting = [];
    try {
      const body = JSON.stringify(otlpBody(spans, serviceName));
      const { ok, status } = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
        signal: AbortSignal.timeout(interval),
      });
      // Said once until it works again: every two seconds the same line would hide the others.
      if (!ok && !hasFailed) log.warn({ status }, "traces were not taken");
      hasFailed = !ok;
    } catch (error) {
      if (!hasFailed) log.warn({ problem: error instanceof Error ? error.message : String(error) }, "traces could not be sent");
      hasFailed = true;
    }
  }

  const timer = setInterval(() => void send(), interval).unref();
  return {
    add(span) {
      if (waiting.length < mostWaiting) waiting.push(span);
    },
    async close() {
      clearInterval(timer);
      await send();
    },
  };
}

const spanKindServer = 2;
const statusError = 2;

function otlpBody(spans: readonly Span[], serviceName: string): object {
  return {
    resourceSpans: [
      {
        resource: { attributes: attributesOf({ "service.name": serviceName }) },
        scopeSpans: [{ scope: { name: "nestvec-server" }, spans: spans.map(otlpSpan) }],
      },
    ],
  };
}

const nanoseconds = (milliseconds: number): string => String(BigInt(Math.round(milliseconds * 1000)) * 1000n);

function otlpSpan({ context, name, began, ended, isError, attributes }: Span): object {
  const { traceId, spanId, parentId } = context;
  return {
    traceId,
    spanId,
    ...(parentId === undefined ? {} : { parentSpanId: parentId }),
    name,
    kind: spanKindServer,
    startTimeUnixNano: nanoseconds(began),
    endTimeUnixNano: nanoseconds(ended),
    attributes: attributesOf(attributes),
    status: isError ? { code: statusError } : {},
  };
}

function attributesOf(attributes: Readonly<Record<string, string | number>>): readonly object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value:
      typeof value === "string" ? { stringValue: value } : Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value },
  }));
}

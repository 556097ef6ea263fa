import { randomBytes } from "node:crypto";

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

/** A kind of span and a status, by their numbers in OTLP. */
export const spanKindServer = 2;
export const statusError = 2;

/** What the spans' instrumentation is called. */
export const scopeName = "nestvec-server";

/** Nanoseconds since 1970. */
export const nanosecondsOf = (milliseconds: number): bigint => BigInt(Math.round(milliseconds * 1000)) * 1000n;

/** Where a request stands in a trace: W3C Trace Context, https://www.w3.org/TR/trace-context/. Ids are lower-case hexadecimal. */
export interface TraceContext {
  readonly traceId: string;
  /** The span of this server's own work. */
  readonly spanId: string;
  /** The caller's span; undefined where the trace begins here. */
  readonly parentId: string | undefined;
  readonly isSampled: boolean;
}

/** The context of a request with this `traceparent` header. One that is not well-formed counts as none, as the standard asks. */
export function traceContext(traceparent: string | readonly string[] | undefined): TraceContext {
  const spanId = randomBytes(8).toString("hex");
  const header = typeof traceparent === "string" ? traceparent : "";
  const [, version = "", traceId = "", parentId = "", flags = ""] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/.exec(header) ?? [];
  const isWellFormed =
    traceId !== "" &&
    version !== "ff" &&
    (version !== "00" || header.length === 55) &&
    /[1-9a-f]/.test(traceId) &&
    /[1-9a-f]/.test(parentId);
  if (!isWellFormed) return { traceId: randomBytes(16).toString("hex"), spanId, parentId: undefined, isSampled: true };
  return { traceId, spanId, parentId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** One way to a collector. */
export interface SpanSender {
  /** Sends spans within so many milliseconds. Resolves with why they were not taken, or undefined. @throws where there is no answer */
  send(spans: readonly Span[], serviceName: string, milliseconds: number): Promise<string | undefined>;
  close(): void;
}

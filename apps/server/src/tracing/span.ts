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

/** A kind of span and a status, by their numbers in OTLP. */
export const spanKindServer = 2;
export const statusError = 2;

/** What the spans' instrumentation is called. */
export const scopeName = "nestvec-server";

/** Nanoseconds since 1970. */
export const nanosecondsOf = (milliseconds: number): bigint => BigInt(Math.round(milliseconds * 1000)) * 1000n;

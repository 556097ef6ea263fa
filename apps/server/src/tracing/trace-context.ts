import { randomBytes } from "node:crypto";

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

import { nanosecondsOf, scopeName, type Span, spanKindServer, statusError } from "./span.ts";

/** A request to export spans, in OTLP's JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
export function otlpJson(spans: readonly Span[], serviceName: string): string {
  const resource = { attributes: attributesOf({ "service.name": serviceName }) };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: scopeName }, spans: spans.map(spanOf) }] }] });
}

function spanOf({ context, name, began, ended, isError, attributes }: Span): object {
  const { traceId, spanId, parentId } = context;
  return {
    traceId,
    spanId,
    parentSpanId: parentId,
    name,
    kind: spanKindServer,
    startTimeUnixNano: String(nanosecondsOf(began)),
    endTimeUnixNano: String(nanosecondsOf(ended)),
    attributes: attributesOf(attributes),
    status: isError ? { code: statusError } : {},
  };
}

function attributesOf(attributes: Readonly<Record<string, string | number>>): readonly object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: string | number): object {
  if (typeof value === "string") return { stringValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

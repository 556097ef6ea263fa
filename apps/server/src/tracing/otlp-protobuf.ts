import { nanosecondsOf, scopeName, type Span, spanKindServer, statusError } from "./span.ts";

/**
 * A request to export spans, in Protocol Buffers: the fields that a span of this server has, by their numbers in
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
 */
export function otlpProtobuf(spans: readonly Span[], serviceName: string): Uint8Array<ArrayBuffer> {
  const resource = message(1, [keyValue(1, "service.name", serviceName)]);
  const scope = message(1, [text(1, scopeName)]);
  const scopeSpans = message(2, [scope, ...spans.map(spanOf)]);
  return joined([message(1, [resource, scopeSpans])]);
}

function spanOf({ context, name, began, ended, isError, attributes }: Span): Part {
  const { traceId, spanId, parentId } = context;
  return message(2, [
    bytes(1, Buffer.from(traceId, "hex")),
    bytes(2, Buffer.from(spanId, "hex")),
    ...(parentId === undefined ? [] : [bytes(4, Buffer.from(parentId, "hex"))]),
    text(5, name),
    number(6, BigInt(spanKindServer)),
    fixed64(7, nanosecondsOf(began)),
    fixed64(8, nanosecondsOf(ended)),
    ...Object.entries(attributes).map(([key, value]) => keyValue(9, key, value)),
    ...(isError ? [message(15, [number(3, BigInt(statusError))])] : []),
  ]);
}

function keyValue(field: number, key: string, value: string | number): Part {
  return message(field, [text(1, key), message(2, [anyValue(value)])]);
}

function anyValue(value: string | number): Part {
  if (typeof value === "string") return text(1, value);
  return Number.isInteger(value) ? number(3, BigInt(value)) : double(4, value);
}

/** A field with its number and its type. */
type Part = Uint8Array;

/** Types on the wire, https://protobuf.dev/programming-guides/encoding/#structure */
const wire = { varint: 0, fixed64: 1, length: 2 } as const;

const tag = (field: number, type: number): Part => varint(BigInt(field * 8 + type));
const number = (field: number, value: bigint): Part => joined([tag(field, wire.varint), varint(value)]);
const bytes = (field: number, value: Uint8Array): Part => joined([tag(field, wire.length), varint(BigInt(value.length)), value]);
const text = (field: number, value: string): Part => bytes(field, Buffer.from(value));
const message = (field: number, parts: readonly Part[]): Part => bytes(field, joined(parts));

function fixed64(field: number, value: bigint): Part {
  const eight = Buffer.alloc(8);
  eight.writeBigUInt64LE(value);
  return joined([tag(field, wire.fixed64), eight]);
}

function double(field: number, value: number): Part {
  const eight = Buffer.alloc(8);
  eight.writeDoubleLE(value);
  return joined([tag(field, wire.fixed64), eight]);
}

/** Seven bits a byte, the lowest first; negative numbers as 64 bits in two's complement. */
function varint(value: bigint): Part {
  const result: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) result.push(Number(rest & 127n) | 128);
  result.push(Number(rest));
  return Uint8Array.from(result);
}

function joined(parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

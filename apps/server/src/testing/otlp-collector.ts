import { createServer } from "node:http";
import { Server, ServerCredentials, type Metadata } from "@grpc/grpc-js";
import root from "@opentelemetry/otlp-transformer/build/src/generated/root.js";
import { onTestFinished } from "vitest";

/** A collector that takes traces as OpenTelemetry's own definition of its messages reads them. */
export interface OtlpCollector {
  readonly endpoint: string;
  /** All that came, as plain objects: ids in hexadecimal, numbers of 64 bits as text. */
  readonly received: Received[];
}

/** One export. */
export interface Received {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly spans: readonly ReceivedSpan[];
  readonly resource: Readonly<Record<string, unknown>>;
  readonly scope: string;
}

/** A span, with its attributes by name. */
export interface ReceivedSpan {
  readonly name: string;
  readonly kind: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly status?: { readonly code?: string };
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

// Its types say that it is a module with names; what Node loads has them on its default.
const { opentelemetry } = root as unknown as Generated;
const messages = opentelemetry.proto.collector.trace.v1;
const request = messages.ExportTraceServiceRequest;

interface Generated {
  readonly opentelemetry: { readonly proto: { readonly collector: { readonly trace: { readonly v1: Messages } } } };
}
interface Messages {
  readonly ExportTraceServiceRequest: Message;
  readonly ExportTraceServiceResponse: Message;
}
/** One type of message, as protobufjs makes it. */
interface Message {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
  fromObject(object: object): object;
  toObject(
    message: object,
    options: { readonly longs: StringConstructor; readonly bytes: StringConstructor; readonly enums: StringConstructor },
  ): object;
}
interface KeyValue {
  readonly key: string;
  readonly value: object;
}
interface RawSpan extends Omit<ReceivedSpan, "attributes"> {
  readonly attributes: readonly KeyValue[];
}
interface Raw {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly { readonly scope: { readonly name: string }; readonly spans: readonly RawSpan[] }[];
  }[];
}

const byName = (attributes: readonly KeyValue[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const hex = (id: string | undefined): string => Buffer.from(id ?? "", "base64").toString("hex");

/** What a message of Protocol Buffers says; ids are base64 in its plain form. */
export function readMessage(bytes: Uint8Array): Pick<Received, "spans" | "resource" | "scope"> {
  const raw = request.toObject(request.decode(bytes), { longs: String, bytes: String, enums: String }) as unknown as Raw;
  const [resourceSpans] = raw.resourceSpans;
  const [scopeSpans] = resourceSpans?.scopeSpans ?? [];
  return {
    resource: byName(resourceSpans?.resource.attributes ?? []),
    scope: scopeSpans?.scope.name ?? "",
    spans: (scopeSpans?.spans ?? []).map((span) => ({
      ...span,
      traceId: hex(span.traceId),
      spanId: hex(span.spanId),
      parentSpanId: hex(span.parentSpanId),
      attributes: byName(span.attributes),
    })),
  };
}

/** How a collector answers: with a failure of gRPC, over TLS. */
interface CollectorOptions {
  readonly failure?: { readonly code: number; readonly details: string };
  readonly tls?: { readonly key: string; readonly certificate: string };
}

/** A gRPC server with the service that collectors have. */
export async function grpcCollector({ failure, tls }: CollectorOptions = {}): Promise<OtlpCollector> {
  const received: Received[] = [];
  const server = new Server();
  const path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
  const method = {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: (bytes: Buffer) => bytes,
  };
  server.addService(
    { Export: method },
    {
      Export(call: { readonly request: Buffer; readonly metadata: Metadata }, done: (error: object | null, bytes?: Buffer) => void) {
        received.push({ path, headers: call.metadata.getMap(), ...readMessage(call.request) });
        if (failure !== undefined) return done(failure);
        done(null, Buffer.from(messages.ExportTraceServiceResponse.encode({}).finish()));
      },
    },
  );
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [{ private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.certificate) }]);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error === null ? resolve(bound) : reject(error))),
  );
  onTestFinished(() => server.forceShutdown());
  return { endpoint: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`, received };
}

/** An HTTP server with the path that collectors have, in both of OTLP's encodings. */
export async function httpCollector(): Promise<OtlpCollector> {
  const received: Received[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const body = Buffer.concat(chunks);
      const isJson = incoming.headers["content-type"] === "application/json";
      received.push({ path: incoming.url ?? "", headers: incoming.headers, ...(isJson ? readJson(body) : readMessage(body)) });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { endpoint: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`, received };
}

/** JSON has ids in hexadecimal, where Protocol Buffers' own mapping would have base64. */
export function readJson(body: Buffer): ReturnType<typeof readMessage> {
  const { resourceSpans } = JSON.parse(body.toString(), (key, value: unknown) =>
    typeof value === "string" && /^(?:trace|span|parentSpan)Id$/.test(key) ? Buffer.from(value, "hex").toString("base64") : value,
  ) as object & { readonly resourceSpans: unknown };
  return readMessage(request.encode(request.fromObject({ resourceSpans })).finish());
}

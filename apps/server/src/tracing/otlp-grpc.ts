import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders } from "node:http2";
import { otlpProtobuf } from "./otlp-protobuf.ts";
import type { SpanSender } from "./span.ts";

const path = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

/**
 * Sends spans by OTLP over gRPC: one call of one message, over HTTP/2 as https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md has it.
 * OpenTelemetry's own exporter would bring 46 packages of 41 MB, one with an install script.
 */
export function grpcSender(endpoint: string, headers: Readonly<Record<string, string>>): SpanSender {
  let session: ClientHttp2Session | undefined;

  function opened(): ClientHttp2Session {
    if (session !== undefined && !session.closed && !session.destroyed) return session;
    const made = connect(endpoint);
    // Its streams are told of it, too.
    made.on("error", () => {});
    made.on("goaway", () => made.close());
    return (session = made);
  }

  return {
    async send(spans, serviceName, milliseconds) {
      const stream = opened().request({
        ...headers,
        ":method": "POST",
        ":path": path,
        "content-type": "application/grpc",
        te: "trailers",
        "grpc-timeout": `${milliseconds}m`,
      });
      stream.end(framed(otlpProtobuf(spans, serviceName)));
      const timer = setTimeout(() => stream.destroy(new RangeError(`no answer within ${milliseconds} ms`)), milliseconds);
      try {
        return problemOf(await answerOf(stream));
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => session?.close(),
  };
}

/** A message behind its five bytes: not compressed, and its length. */
function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The headers of an answer with its trailers, which hold the status. A failure may have it in its headers. */
function answerOf(stream: ClientHttp2Stream): Promise<IncomingHttpHeaders> {
  return new Promise((resolve, reject) => {
    let all: IncomingHttpHeaders = {};
    stream.on("response", (head) => (all = { ...all, ...head }));
    stream.on("trailers", (tail) => (all = { ...all, ...tail }));
    stream.on("error", reject);
    stream.on("close", () => resolve(all));
    stream.resume();
  });
}

function problemOf(answer: IncomingHttpHeaders): string | undefined {
  const { [constants.HTTP2_HEADER_STATUS]: http, "grpc-status": status, "grpc-message": message } = answer;
  if (status === "0") return undefined;
  if (status === undefined) return http === undefined ? "no answer" : `HTTP status ${String(http)}, and none of gRPC`;
  return `gRPC status ${String(status)}${typeof message === "string" && message !== "" ? `: ${decoded(message)}` : ""}`;
}

/** Messages are percent-encoded; one that is not well-formed is shown as it came. */
function decoded(message: string): string {
  try {
    return decodeURIComponent(message);
  } catch {
    return message;
  }
}

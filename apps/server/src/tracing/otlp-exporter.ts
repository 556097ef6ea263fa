import type { Logger } from "pino";
import type { Configuration } from "../configuration/configuration.ts";
import { otlpJson } from "./otlp-json.ts";
import { otlpProtobuf } from "./otlp-protobuf.ts";
import type { Span, SpanSender } from "./span.ts";

/** Sends spans somewhere. */
export interface SpanExporter {
  add(span: Span): void;
  /** Sends what waits, and stops. */
  close(): Promise<void>;
}

/** Where and how spans are sent. */
export type OtlpOptions = Pick<Configuration, "otlpProtocol" | "otlpHeaders" | "otlpServiceName">;

/** Spans that may wait; more are dropped, since traces must not take the memory of what they are of. */
const mostWaiting = 2048;

const interval = 2000;

/** The port that OTLP has for gRPC; by another, it is HTTP. TEI's `--otlp-endpoint` is one of gRPC. */
const grpcPort = "4317";

/** Sends spans to a collector, every two seconds those that there are. */
export async function otlpExporter(endpoint: string, options: OtlpOptions, log: Logger): Promise<SpanExporter> {
  const { otlpProtocol = new URL(endpoint).port === grpcPort ? "grpc" : "http/protobuf", otlpHeaders, otlpServiceName } = options;
  const headers = Object.fromEntries(otlpHeaders.map(headerOf));
  const sender = await senderOf(endpoint, otlpProtocol, headers);
  let waiting: Span[] = [];
  let hasFailed = false;

  async function send(): Promise<void> {
    if (waiting.length === 0) return;
    const spans = waiting;
    waiting = [];
    const problem = await sender
      .send(spans, otlpServiceName, interval)
      .then((reason) => (reason === undefined ? undefined : { message: "traces were not taken", reason }))
      .catch((error: unknown) => ({ message: "traces could not be sent", reason: reasonOf(error) }));
    // Said once until it works again: every two seconds the same line would hide the others.
    if (problem !== undefined && !hasFailed) log.warn({ problem: problem.reason, protocol: otlpProtocol }, problem.message);
    hasFailed = problem !== undefined;
  }

  const timer = setInterval(() => void send(), interval).unref();
  return {
    add(span) {
      if (waiting.length < mostWaiting) waiting.push(span);
    },
    async close() {
      clearInterval(timer);
      await send();
      sender.close();
    },
  };
}

async function senderOf(
  endpoint: string,
  protocol: NonNullable<OtlpOptions["otlpProtocol"]>,
  headers: Readonly<Record<string, string>>,
): Promise<SpanSender> {
  if (protocol !== "grpc") return httpSender(endpoint, headers, protocol === "http/json");
  const { grpcSender } = await import("./otlp-grpc.ts");
  return grpcSender(endpoint, headers);
}

/** `name=value`, where the value may hold more of `=`. */
function headerOf(written: string): readonly [string, string] {
  const at = written.indexOf("=");
  return [written.slice(0, at).trim().toLowerCase(), written.slice(at + 1).trim()];
}

/** fetch says only that it failed, and its cause why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** Sends spans by OTLP over HTTP, https://opentelemetry.io/docs/specs/otlp/#otlphttp, in Protocol Buffers or in JSON. */
function httpSender(endpoint: string, headers: Readonly<Record<string, string>>, isJson: boolean): SpanSender {
  const url = `${endpoint.replace(/\/$/, "")}${/\/v1\/traces\/?$/.test(endpoint) ? "" : "/v1/traces"}`;
  return {
    async send(spans, serviceName, milliseconds) {
      const { ok, status } = await fetch(url, {
        method: "POST",
        headers: { ...headers, "content-type": isJson ? "application/json" : "application/x-protobuf" },
        body: isJson ? otlpJson(spans, serviceName) : otlpProtobuf(spans, serviceName),
        signal: AbortSignal.timeout(milliseconds),
      });
      return ok ? undefined : `HTTP status ${status}`;
    },
    close: () => {},
  };
}

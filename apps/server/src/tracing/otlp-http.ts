import { otlpJson } from "./otlp-json.ts";
import { otlpProtobuf } from "./otlp-protobuf.ts";
import type { SpanSender } from "./span-sender.ts";

/** Sends spans by OTLP over HTTP, https://opentelemetry.io/docs/specs/otlp/#otlphttp, in Protocol Buffers or in JSON. */
export function httpSender(endpoint: string, headers: Readonly<Record<string, string>>, isJson: boolean): SpanSender {
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

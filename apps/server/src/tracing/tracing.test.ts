import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { builtServer } from "../testing/built-server.ts";
import { grpcCollector, httpCollector, readJson, readMessage, type Received, type ReceivedSpan } from "../testing/otlp-collector.ts";
import { post, serveForTest } from "../testing/serve-for-test.ts";
import { selfSigned } from "../testing/self-signed.ts";
import { otlpJson } from "./otlp-json.ts";
import { otlpProtobuf } from "./otlp-protobuf.ts";
import { traceContext } from "./span.ts";

const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

test("a well-formed traceparent is continued, any other begins a trace", () => {
  expect(traceContext(parent)).toMatchObject({
    traceId: "0af7651916cd43dd8448eb211c80319c",
    parentId: "b7ad6b7169203331",
    isSampled: true,
  });
  expect(traceContext(parent.replace(/01$/, "00")).isSampled).toBe(false);
  expect(traceContext(`01${parent.slice(2)}-later`).parentId).toBe("b7ad6b7169203331");
  const wrong = [
    undefined,
    "",
    "x",
    parent.toUpperCase(),
    `${parent}-more`,
    parent.replace("0af7651916cd43dd8448eb211c80319c", "0".repeat(32)),
    `ff${parent.slice(2)}`,
  ];
  for (const header of wrong) {
    const { traceId, spanId, parentId } = traceContext(header);
    expect(parentId).toBeUndefined();
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(spanId).toMatch(/^[0-9a-f]{16}$/);
  }
});

const protocols = [
  ["grpc", grpcCollector],
  ["http/protobuf", httpCollector],
  ["http/json", httpCollector],
] as const;

test.each(protocols)("spans are sent by OTLP's %s, with route, cut and counts, and no text", async (otlpProtocol, collector) => {
  const { endpoint, received } = await collector();
  const otlpHeaders = ["Authorization=Bearer a,b=c", "x-tenant = seven"];
  const server = await serveForTest({ otlpEndpoint: endpoint, otlpProtocol, otlpServiceName: "embeddings", otlpHeaders });
  const headers = { traceparent: parent };
  await post(`${server.url}/v1/embeddings`, { input: "canary7f3a", layer: 2, dimensions: 64 }, headers);
  await post(`${server.url}/v1/embeddings`, { input: "canary7f3a" }, { traceparent: parent.replace(/01$/, "00") });
  await fetch(`${server.url}/canary7f3a`);
  await server.stop();
  // One export or more, by how long the calls took.
  const [{ path, resource, scope, headers: sent }] = received as [Received];
  const spans = received.flatMap((one) => one.spans);
  expect(path).toBe(otlpProtocol === "grpc" ? "/opentelemetry.proto.collector.trace.v1.TraceService/Export" : "/v1/traces");
  expect(sent).toMatchObject({ authorization: "Bearer a,b=c", "x-tenant": "seven" });
  expect(resource).toEqual({ "service.name": "embeddings" });
  expect(scope).toBe("nestvec-server");
  // The one whose caller takes no samples is not among them.
  expect(spans.map(({ name }) => name)).toEqual(["POST /v1/embeddings", "GET unknown"]);
  const [span, other] = spans as [ReceivedSpan, ReceivedSpan];
  expect(span).toMatchObject({
    traceId: "0af7651916cd43dd8448eb211c80319c",
    parentSpanId: "b7ad6b7169203331",
    kind: "SPAN_KIND_SERVER",
    attributes: {
      "http.request.method": "POST",
      "http.route": "/v1/embeddings",
      "http.response.status_code": "200",
      "nestvec.model": "nestvec-mini",
      "nestvec.layer": "2",
      "nestvec.dimension": "64",
      "nestvec.inputs": "1",
    },
  });
  expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
  expect(other.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(other.parentSpanId).toBe("");
  const [start, end] = [BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)];
  expect(end > start).toBe(true);
  expect(Math.abs(Number(end / 1_000_000n) - Date.now())).toBeLessThan(60_000);
  expect(JSON.stringify(received)).not.toContain("canary");
});

test("a collector that turns spans down, or is none of gRPC, is named in the log once", async () => {
  const refusing = await grpcCollector({ failure: { code: 16, details: "no token" } });
  const web = await httpCollector();
  for (const [endpoint, problem] of [
    [refusing.endpoint, "gRPC status 16: no token"],
    [web.endpoint, expect.any(String)],
  ] as const) {
    const server = await serveForTest({ otlpEndpoint: endpoint, otlpProtocol: "grpc" });
    await post(`${server.url}/embed`, { inputs: "a", layer: 2 });
    expect(await server.stop()).toBe(true);
    const warnings = server.logged.map((line) => JSON.parse(line)).filter(({ level }) => level === 40);
    expect(warnings).toEqual([expect.objectContaining({ problem, protocol: "grpc" })]);
  }
});

test("over TLS, spans go by gRPC to a collector whose certificate is trusted, and to no other", async () => {
  const tls = selfSigned();
  const { endpoint, received } = await grpcCollector({ tls });
  const distrustful = await serveForTest({ otlpEndpoint: endpoint, otlpProtocol: "grpc" });
  await post(`${distrustful.url}/embed`, { inputs: "a", layer: 2 });
  await distrustful.stop();
  expect(distrustful.logged.map((line) => JSON.parse(line)).find(({ level }) => level === 40)).toMatchObject({
    msg: "traces could not be sent",
    problem: expect.stringMatching(/self-signed certificate/),
  });
  expect(received).toEqual([]);
  const folder = await mkdtemp(join(tmpdir(), "nestvec-tls-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "collector.pem");
  await writeFile(file, tls.certificate);
  // Node reads what it trusts once, when a process starts.
  const trustful = await builtServer(["--otlp-endpoint", endpoint, "--otlp-protocol", "grpc"], { NODE_EXTRA_CA_CERTS: file });
  await post(`${trustful.url}/embed`, { inputs: "a", layer: 2 });
  trustful.child.kill("SIGTERM");
  expect(await trustful.ended).toMatchObject({ code: 0 });
  expect(received.flatMap(({ spans }) => spans.map(({ name }) => name))).toContain("POST /embed");
});

test("numbers, texts and errors of every kind are the same in Protocol Buffers and in JSON", () => {
  const context = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331", parentId: undefined, isSampled: true };
  const attributes = { small: 1, large: 2 ** 53 - 1, negative: -3, half: 0.5, text: "ünï", long: "x".repeat(20_000), none: "" };
  const spans = Array.from({ length: 300 }, () => ({ context, name: "s", began: 1, ended: 2.5, isError: true, attributes }));
  const read = readMessage(otlpProtobuf(spans, "s"));
  expect(read).toEqual(readJson(Buffer.from(otlpJson(spans, "s"))));
  expect(read.spans).toHaveLength(300);
  expect(read.spans[299]).toMatchObject({
    startTimeUnixNano: "1000000",
    endTimeUnixNano: "2500000",
    status: { code: "STATUS_CODE_ERROR" },
    attributes: { ...attributes, small: "1", large: String(2 ** 53 - 1), negative: "-3" },
  });
});

/** What a server uses for a collector that is not there, as its warning says. */
async function protocolTo(otlpEndpoint: string): Promise<unknown> {
  const server = await serveForTest({ otlpEndpoint });
  await post(`${server.url}/embed`, { inputs: "a", layer: 2 });
  await server.stop();
  return server.logged.map((line) => JSON.parse(line)).find(({ msg }) => msg === "traces could not be sent")?.protocol;
}

test("left out, the protocol is gRPC to its port, and HTTP to any other", async () => {
  expect(await protocolTo("http://127.0.0.2:4317")).toBe("grpc");
  expect(await protocolTo("http://127.0.0.2:4318")).toBe("http/protobuf");
});

test("log lines of a request have the ids of its trace; a collector that is not there stops nothing", async () => {
  const server = await serveForTest({ otlpEndpoint: "http://127.0.0.1:1" });
  expect((await post(`${server.url}/embed`, { inputs: "a", layer: 2 }, { traceparent: parent })).status).toBe(200);
  expect(await server.stop()).toBe(true);
  expect(server.logged.some((line) => line.includes(`"route":"/embed"`) && line.includes("0af7651916cd43dd8448eb211c80319c"))).toBe(true);
  expect(server.logged.filter((line) => line.includes("traces could not be sent"))).toHaveLength(1);
});

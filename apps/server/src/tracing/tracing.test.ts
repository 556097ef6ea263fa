import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { post, serveForTest } from "../testing/serve-for-test.ts";
import { traceContext } from "./trace-context.ts";

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

test("spans are sent by OTLP, with route, cut and counts, and no text", async () => {
  const received: string[] = [];
  const collector = createServer((request, response) => {
    let body = "";
    request.on("data", (data: Buffer) => (body += data.toString()));
    request.on("end", () => {
      received.push(`${request.url} ${body}`);
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void collector.close());
  const server = await serveForTest({
    otlpEndpoint: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    otlpServiceName: "embeddings",
  });
  await post(`${server.url}/v1/embeddings`, { input: "canary7f3a", layer: 2, dimensions: 64 }, { traceparent: parent });
  await server.stop();
  expect(received).toHaveLength(1);
  const [path = "", json = ""] = received[0]!.split(/ (.*)/s);
  expect(path).toBe("/v1/traces");
  const { resourceSpans } = JSON.parse(json);
  expect(resourceSpans[0].resource.attributes).toEqual([{ key: "service.name", value: { stringValue: "embeddings" } }]);
  const span = resourceSpans[0].scopeSpans[0].spans.find(({ name }: { readonly name: string }) => name === "POST /v1/embeddings");
  expect(span).toMatchObject({ traceId: "0af7651916cd43dd8448eb211c80319c", parentSpanId: "b7ad6b7169203331", kind: 2 });
  const attributes = Object.fromEntries(
    span.attributes.map(({ key, value }: { key: string; value: object }) => [key, Object.values(value)[0]]),
  );
  expect(attributes).toMatchObject({
    "http.route": "/v1/embeddings",
    "http.response.status_code": "200",
    "nestvec.layer": "2",
    "nestvec.inputs": "1",
  });
  expect(BigInt(span.endTimeUnixNano) > BigInt(span.startTimeUnixNano)).toBe(true);
  expect(json).not.toContain("canary");
});

test("log lines of a request have the ids of its trace; a collector that is not there stops nothing", async () => {
  const server = await serveForTest({ otlpEndpoint: "http://127.0.0.1:1" });
  expect((await post(`${server.url}/embed`, { inputs: "a", layer: 2 }, { traceparent: parent })).status).toBe(200);
  expect(await server.stop()).toBe(true);
  expect(server.logged.some((line) => line.includes(`"route":"/embed"`) && line.includes("0af7651916cd43dd8448eb211c80319c"))).toBe(true);
  expect(server.logged.filter((line) => line.includes("traces could not be sent"))).toHaveLength(1);
});

import { loadModel } from "@nestvec/runtime-node";
import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  DataPointType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type MetricData,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from "@opentelemetry/sdk-trace-base";
import * as conventions from "@opentelemetry/semantic-conventions/incubating";
import { afterAll, beforeEach, expect, test } from "vitest";
import { names } from "./names.ts";
import { openTelemetry } from "./open-telemetry.ts";

const contexts = new AsyncLocalStorageContextManager().enable();
context.setGlobalContextManager(contexts);
const spans = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
const measurements = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: measurements, exportIntervalMillis: 2 ** 30 });
const meterProvider = new MeterProvider({ readers: [reader] });
const observer = openTelemetry({ tracerProvider, meterProvider });
const embedder = await loadModel("nestvec-mini", { isolation: "none", observer });
afterAll(async () => {
  await embedder.dispose();
  await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()]);
  context.disable();
});
beforeEach(() => spans.reset());

const texts = ["nesting dolls", "a set of boxes"];
const finished = (name: RegExp): readonly ReadableSpan[] => spans.getFinishedSpans().filter((span) => name.test(span.name));
const milliseconds = ([seconds, nanos]: readonly [number, number]): number => seconds * 1000 + nanos / 1e6;

/** The collected metrics by name. */
async function collected(): Promise<ReadonlyMap<string, MetricData>> {
  measurements.reset();
  await reader.forceFlush();
  const all = measurements.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  return new Map(all.map((metric) => [metric.descriptor.name, metric]));
}

/** The sum of a counter over its attributes. */
function total(metrics: ReadonlyMap<string, MetricData>, name: string): number {
  const data = metrics.get(name);
  return data?.dataPointType === DataPointType.SUM ? data.dataPoints.reduce((sum, { value }) => sum + value, 0) : 0;
}

const batches = async (): Promise<number> => total(await collected(), "nestvec.batches");

test("names are those of the conventions where there is one", () => {
  expect(names).toMatchObject({
    operation: conventions.ATTR_GEN_AI_OPERATION_NAME,
    provider: conventions.ATTR_GEN_AI_PROVIDER_NAME,
    model: conventions.ATTR_GEN_AI_REQUEST_MODEL,
    dimension: conventions.ATTR_GEN_AI_EMBEDDINGS_DIMENSION_COUNT,
    inputTokens: conventions.ATTR_GEN_AI_USAGE_INPUT_TOKENS,
    tokenType: conventions.ATTR_GEN_AI_TOKEN_TYPE,
    errorType: conventions.ATTR_ERROR_TYPE,
    operationDuration: conventions.METRIC_GEN_AI_CLIENT_OPERATION_DURATION,
    tokenUsage: conventions.METRIC_GEN_AI_CLIENT_TOKEN_USAGE,
  });
});

test("a request is a span below its caller's, with its phases below it and within its time", async () => {
  const caller = tracerProvider.getTracer("test").startSpan("caller");
  const { tokens, space } = await context.with(trace.setSpan(context.active(), caller), () =>
    embedder.embed(texts, { layer: 4, dimension: 64, lane: "bulk" }),
  );
  caller.end();
  const [span] = finished(/^embeddings/);
  expect(span).toMatchObject({
    name: "embeddings nestvec-mini",
    kind: SpanKind.INTERNAL,
    status: { code: SpanStatusCode.UNSET },
    parentSpanContext: { spanId: caller.spanContext().spanId },
    attributes: {
      "gen_ai.operation.name": conventions.GEN_AI_OPERATION_NAME_VALUE_EMBEDDINGS,
      "gen_ai.provider.name": "nestvec",
      "gen_ai.request.model": "nestvec-mini",
      "gen_ai.embeddings.dimension.count": 64,
      "gen_ai.usage.input_tokens": tokens.reduce((sum, count) => sum + count),
      "nestvec.layers": [4],
      "nestvec.lane": "bulk",
      "nestvec.spaces": [space],
      "nestvec.texts": 2,
      "nestvec.texts.truncated": 0,
      "nestvec.execution_provider": "cpu",
    },
  });
  expect(JSON.stringify(span?.attributes)).not.toContain("dolls");
  const phases = finished(/^(tokenize|wait|run)$/);
  expect(phases.map(({ name }) => name)).toEqual(["tokenize", "wait", "run"]);
  let before = milliseconds(span!.startTime);
  for (const phase of phases) {
    expect(phase.parentSpanContext?.spanId).toBe(span!.spanContext().spanId);
    expect(milliseconds(phase.startTime)).toBeGreaterThanOrEqual(before - 1e-3);
    before = milliseconds(phase.endTime);
  }
  expect(before).toBeLessThanOrEqual(milliseconds(span!.endTime) + 1e-3);
});

test("several exits of one pass are one request, and so are the vectors of tokens", async () => {
  await embedder.embedLayers(texts, { layers: [6, 2] });
  const { model } = { model: await loadModel("nestvec-mini", { isolation: "none", observer }) };
  await model.embedTokens(texts.slice(0, 1)).catch(() => {});
  await model.dispose();
  const [several, perToken] = finished(/^embeddings/);
  expect(several?.attributes).toMatchObject({ "nestvec.layers": [2, 6], "nestvec.spaces": [expect.any(String), expect.any(String)] });
  expect(perToken?.attributes).toMatchObject({ "nestvec.per_token": true });
});

test("what search and similarity ask for are requests", async () => {
  await embedder.search("dolls", texts, { topK: 1 });
  expect(finished(/^embeddings/).reduce((sum, { attributes }) => sum + Number(attributes["nestvec.texts"]), 0)).toBe(3);
});

test("an error is recorded with its code", async () => {
  await expect(embedder.embed(["one two three"], { truncate: "none", maxTokens: 4 })).rejects.toThrow();
  const [span] = finished(/^embeddings/);
  expect(span).toMatchObject({
    status: { code: SpanStatusCode.ERROR, message: "TEXT_TOO_LONG" },
    attributes: { "error.type": "TEXT_TOO_LONG" },
    events: [{ name: "exception", attributes: { "exception.message": expect.stringMatching(/limit is 4/) as string } }],
  });
  expect(finished(/^(tokenize|wait|run)$/)).toEqual([]);
});

test("an aborted request is no failure", async () => {
  const controller = new AbortController();
  const asked = embedder.embed(
    Array.from({ length: 300 }, (_, index) => `text ${index}`),
    { signal: controller.signal },
  );
  setTimeout(() => controller.abort());
  await expect(asked).rejects.toMatchObject({ code: "ABORTED" });
  const [span] = finished(/^embeddings/);
  expect(span).toMatchObject({ status: { code: SpanStatusCode.UNSET }, attributes: { "error.type": "ABORTED" }, events: [] });
});

test("over a worker the phases are those that it measured", async () => {
  await using isolated = await loadModel("nestvec-mini", { isolation: "thread", observer });
  const { timings } = await isolated.embed(texts);
  const [run] = finished(/^run$/);
  expect(milliseconds(run!.duration)).toBeCloseTo(timings.running, 1);
});

test("metrics count texts, tokens, time, batches and the queue", async () => {
  const before = await collected();
  const { tokens } = await embedder.embed(["nesting dolls", "one two three four five six"], { layer: 3, maxTokens: 5 });
  const after = await collected();
  expect(total(after, "nestvec.texts") - total(before, "nestvec.texts")).toBe(2);
  expect(total(after, "nestvec.texts.truncated") - total(before, "nestvec.texts.truncated")).toBe(1);
  expect(total(after, "nestvec.batches")).toBe((await embedder.stats()).batches);
  expect(total(after, "nestvec.batch.duration")).toBeGreaterThan(total(before, "nestvec.batch.duration"));
  expect(total(after, "nestvec.queue.texts")).toBe(0);
  expect(total(after, "nestvec.queue.tokens")).toBe(0);
  for (const [name, unit] of [
    ["gen_ai.client.operation.duration", "s"],
    ["gen_ai.client.token.usage", "{token}"],
    ["nestvec.wait.duration", "s"],
    ["nestvec.run.duration", "s"],
  ] as const) {
    const metric = after.get(name);
    expect(metric?.descriptor.unit, name).toBe(unit);
    const points = metric?.dataPointType === DataPointType.HISTOGRAM ? metric.dataPoints : [];
    const point = points.find(({ attributes }) => attributes["nestvec.layer"] === 3);
    expect(point?.attributes, name).toMatchObject({ "gen_ai.request.model": "nestvec-mini", "gen_ai.operation.name": "embeddings" });
    expect(point?.value.count, name).toBe(1);
    if (unit === "{token}") expect(point?.value.sum).toBe(tokens[0]! + tokens[1]!);
  }
});

test("engines of one model are added up, and one that has ended is left out", async () => {
  const before = await batches();
  const other = await loadModel("nestvec-mini", { isolation: "none", observer });
  await other.embed(texts);
  expect(await batches()).toBe(before + 1);
  await other.dispose();
  expect(await batches()).toBe(before);
});

test("without a provider nothing is recorded, and vectors are the same", async () => {
  await using silent = await loadModel("nestvec-mini", { isolation: "none", observer: openTelemetry() });
  const [asked, expected] = await Promise.all([silent.embed(texts), embedder.embed(texts)]);
  expect(asked.data).toEqual(expected.data);
});

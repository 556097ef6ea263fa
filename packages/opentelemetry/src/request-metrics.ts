import type { ObservedEnd, ObservedRequest } from "@nestvec/core";
import type { Meter } from "@opentelemetry/api";
import { errorType } from "./error-type.ts";
import { modelAttributes, names } from "./names.ts";

/** Bounds of the buckets, in seconds and in tokens, as OpenTelemetry's conventions for generative AI advise; and those below for what takes less than 10 ms. */
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const tokenCounts = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];

/** Measures requests as they end. */
export type RecordRequest = (model: string, request: ObservedRequest, end: ObservedEnd, milliseconds: number) => void;

/** The instruments of requests: durations, tokens, texts. */
export function requestMetrics(meter: Meter): RecordRequest {
  const duration = (name: string, description: string) =>
    meter.createHistogram(name, { description, unit: "s", advice: { explicitBucketBoundaries: seconds } });
  const operations = duration(names.operationDuration, "Time from request to answer");
  const waits = duration(names.waitDuration, "Time in the queue, until the first batch with a text of the request began");
  const runs = duration(names.runDuration, "Time from the first batch with a text of the request to its last vector");
  const usage = meter.createHistogram(names.tokenUsage, {
    description: "Tokens that the model read for a request",
    unit: "{token}",
    advice: { explicitBucketBoundaries: tokenCounts },
  });
  const texts = meter.createCounter(names.texts, { description: "Texts that were embedded", unit: "{text}" });
  const truncatedTexts = meter.createCounter(names.truncatedTexts, {
    description: "Texts that were cut to the token limit",
    unit: "{text}",
  });

  return (model, { layers }, end, milliseconds) => {
    const common = { ...modelAttributes(model), [names.layer]: layers.at(-1) };
    if ("error" in end) {
      operations.record(milliseconds / 1000, { ...common, [names.errorType]: errorType(end.error) });
      return;
    }
    const { tokens, truncated, timings } = end;
    operations.record(milliseconds / 1000, common);
    waits.record(timings.waiting / 1000, common);
    runs.record(timings.running / 1000, common);
    usage.record(
      tokens.reduce((total, count) => total + count, 0),
      { ...common, [names.tokenType]: "input" },
    );
    texts.add(tokens.length, common);
    truncatedTexts.add(truncated.filter(Boolean).length, common);
  };
}

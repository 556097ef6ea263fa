import type { EngineObserver } from "@nestvec/core";
import { metrics, trace, type MeterProvider, type TracerProvider } from "@opentelemetry/api";
import { engineMetrics } from "./engine-metrics.ts";
import { requestMetrics } from "./request-metrics.ts";
import { requestSpan } from "./request-span.ts";

/** Where traces and metrics go. */
export interface OpenTelemetryOptions {
  /** Default: the global one. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Default: the global one, as it is when this is called: start OpenTelemetry's SDK before. */
  readonly meterProvider?: MeterProvider | undefined;
}

const scope = "@nestvec/opentelemetry";

/**
 * An observer for the option `observer` of `loadModel` and of `embedderOver`: a span of every request for vectors with spans of its phases, and metrics of
 * requests, queue and batches. One observer may follow many models. Texts are never recorded.
 * @example
 * ```ts
 * import { openTelemetry } from "@nestvec/opentelemetry";
 * import { loadModel } from "@nestvec/runtime-node";
 * import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
 *
 * const exporter = new InMemorySpanExporter();
 * const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
 * await using embedder = await loadModel("nestvec-mini", { observer: openTelemetry({ tracerProvider }) });
 * await embedder.embed(["nesting dolls"], { layer: 4 });
 * console.log(exporter.getFinishedSpans().map(({ name }) => name)); // → [ 'tokenize', 'wait', 'run', 'embeddings nestvec-mini' ]
 * ```
 */
export function openTelemetry({ tracerProvider = trace, meterProvider = metrics }: OpenTelemetryOptions = {}): EngineObserver {
  const tracer = tracerProvider.getTracer(scope);
  const meter = meterProvider.getMeter(scope);
  const record = requestMetrics(meter);
  const engines = engineMetrics(meter);
  return {
    observe(engine) {
      const { name } = engine.model;
      engines.add(engine);
      return {
        begin(request) {
          const begun = performance.now();
          const endSpan = requestSpan(tracer, name, request);
          return (end) => {
            const milliseconds = performance.now() - begun;
            endSpan(end, milliseconds);
            record(name, request, end, milliseconds);
          };
        },
        close: () => engines.remove(engine),
      };
    },
  };
}

import { openTelemetry } from "@nestvec/opentelemetry";
import { loadModel } from "@nestvec/runtime-node";
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";

// In a program of yours: OpenTelemetry's SDK for Node, started before, with the exporter of your choice.
const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

const embedder = await loadModel("nestvec-mini", { observer: openTelemetry({ tracerProvider }) });

// The spans of a request stand below the span that is active where it is made.
const span = tracerProvider.getTracer("my-program").startSpan("answer a question");
await context.with(trace.setSpan(context.active(), span), () => embedder.embed(["nesting dolls"], { layer: 4, dimension: 64 }));
span.end();

for (const { name, attributes } of exporter.getFinishedSpans()) console.log(name, attributes["gen_ai.usage.input_tokens"] ?? "");

await embedder.dispose();
context.disable();

import type { ObservedAnswer, ObservedEnd, ObservedRequest } from "@nestvec/core";
import { isError } from "@nestvec/core";
import { context, type Span, SpanKind, SpanStatusCode, trace, type Tracer } from "@opentelemetry/api";
import { errorType } from "./error-type.ts";
import { modelAttributes, names } from "./names.ts";

/** Starts the span of a request below that of its caller. Returns what ends it, so many milliseconds later. */
export function requestSpan(tracer: Tracer, model: string, request: ObservedRequest): (end: ObservedEnd, milliseconds: number) => void {
  const begun = Date.now();
  const { texts, layers, dimension, perToken, lane } = request;
  const span = tracer.startSpan(`embeddings ${model}`, {
    kind: SpanKind.INTERNAL,
    startTime: begun,
    attributes: {
      ...modelAttributes(model),
      [names.dimension]: dimension,
      [names.layers]: [...layers],
      [names.texts]: texts,
      ...(perToken ? { [names.perToken]: true } : {}),
      ...(lane === undefined ? {} : { [names.lane]: lane }),
    },
  });
  return (end, milliseconds) => {
    const ended = begun + milliseconds;
    if (span.isRecording()) {
      if ("error" in end) recordError(span, end.error, ended);
      else {
        span.setAttributes(answerAttributes(end));
        phaseSpans(tracer, span, end, { begun, ended });
      }
    }
    span.end(ended);
  };
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

const answerAttributes = ({ spaces, provider, tokens, truncated }: ObservedAnswer): Record<string, string | number | string[]> => ({
  [names.inputTokens]: sum(tokens),
  [names.truncatedTexts]: truncated.filter(Boolean).length,
  [names.spaces]: [...spaces],
  ...(provider === null ? {} : { [names.executionProvider]: provider }),
});

/**
 * The phases of a request, measured where the engine runs: its answer came as the run was over, so they are counted back from the end. What is left before
 * them is the way to the worker, and the opening of an exit at its first use.
 */
function phaseSpans(
  tracer: Tracer,
  parent: Span,
  { provider, timings: { tokenizing, waiting, running } }: ObservedAnswer,
  { begun, ended }: { readonly begun: number; readonly ended: number },
): void {
  // Nothing had to be run.
  if (provider === null) return;
  const within = trace.setSpan(context.active(), parent);
  let startTime = Math.max(begun, ended - tokenizing - waiting - running);
  for (const [name, milliseconds] of [
    ["tokenize", tokenizing],
    ["wait", waiting],
    ["run", running],
  ] as const) {
    const endTime = Math.min(ended, startTime + milliseconds);
    tracer.startSpan(name, { startTime }, within).end(endTime);
    startTime = endTime;
  }
}

/** A caller that has changed its mind is no failure: an aborted request has the type of its error, and no status. */
function recordError(span: Span, error: unknown, time: number): void {
  const type = errorType(error);
  span.setAttribute(names.errorType, type);
  if (type === "ABORTED") return;
  span.recordException(isError(error) ? error : String(error), time);
  span.setStatus({ code: SpanStatusCode.ERROR, message: type });
}

import type { Embeddings, TokenEmbeddings } from "@nestvec/core";
import { Counter, Histogram, Registry } from "prom-client";
import type { RefusalKind } from "../refusal/refusal.ts";

/** What the server counts. Names are TEI's where it has one (`te_…`), else `nestvec_…`. No label holds anything that a client sent. */
export interface ServerMetrics {
  readonly registry: Registry;
  /** A request came to a route. */
  requested(method: string): void;
  /** It was answered. */
  succeeded(method: string, seconds: number): void;
  /** It was turned down. */
  failed(method: string, kind: RefusalKind, seconds: number): void;
  /** Texts were embedded. */
  embedded(model: string, embeddings: Embeddings | TokenEmbeddings): void;
}

/** Seconds; from a query on a small model to a large job. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** @see ServerMetrics */
export function serverMetrics(): ServerMetrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]): Counter<Label> =>
    new Counter({ name, help, labelNames, registers });
  const requests = counter("te_request_count", "Requests by route", "method");
  const successes = counter("te_request_success", "Requests that were answered", "method");
  const failures = counter("te_request_failure", "Requests that were turned down, by why", "method", "err");
  const duration = new Histogram({
    name: "te_request_duration",
    help: "Seconds from request to answer",
    labelNames: ["method"],
    buckets,
    registers,
  });
  const histogram = (name: string, help: string): Histogram => new Histogram({ name, help, buckets, registers });
  const tokenization = histogram("te_request_tokenization_duration", "Seconds that tokenizing took");
  const queue = histogram("te_request_queue_duration", "Seconds until the first batch with an input of the request began");
  const inference = histogram("te_request_inference_duration", "Seconds from then to the last vector");
  const inputs = counter("te_embed_count", "Inputs embedded", "model");
  const tokens = counter("nestvec_input_tokens_total", "Tokens of inputs that the model read", "model");
  const cut = counter("nestvec_truncated_inputs_total", "Inputs that were cut to the limit", "model");
  const exits = counter("nestvec_exit_inputs_total", "Inputs by exit and dimension", "model", "layer", "dimension");
  return {
    registry,
    requested: (method) => requests.inc({ method }),
    succeeded(method, seconds) {
      successes.inc({ method });
      duration.observe({ method }, seconds);
    },
    failed(method, kind, seconds) {
      failures.inc({ method, err: kind.replaceAll(" ", "_") });
      duration.observe({ method }, seconds);
    },
    embedded(model, { tokens: counts, truncated, layer, dimension, timings }) {
      tokenization.observe(timings.tokenizing / 1000);
      queue.observe(timings.waiting / 1000);
      inference.observe(timings.running / 1000);
      inputs.inc({ model }, counts.length);
      tokens.inc(
        { model },
        counts.reduce((sum, count) => sum + count, 0),
      );
      cut.inc({ model }, truncated.filter(Boolean).length);
      exits.inc({ model, layer: String(layer), dimension: String(dimension) }, counts.length);
    },
  };
}

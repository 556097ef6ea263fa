import type { Embeddings, SearchResult, TokenEmbeddings } from "@nestvec/core";
import { Counter, Histogram, Registry } from "prom-client";
import type { RefusalKind } from "../base/refusal.ts";
import { powersOfTwo } from "./read-metrics.ts";

/** Bounds of histograms of seconds; from a query on a small model to a large job. */
const secondsBuckets: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What the server counts. Names are TEI's where it has one (`te_…`), else `nestvec_…`. No label holds anything that a client sent. */
export interface ServerMetrics {
  readonly registry: Registry;
  /** A request came to a route that does work. */
  requested(method: string): void;
  /** It was answered. */
  succeeded(method: string, seconds: number): void;
  /** It was turned down. */
  failed(method: string, kind: RefusalKind): void;
  /** A request wants so many inputs embedded. */
  wanted(model: string, inputs: number): void;
  /** They were embedded, each at one exit or at several. */
  embedded(model: string, exits: readonly (Embeddings | TokenEmbeddings)[]): void;
  /** So many inputs, the query among them, were embedded to be searched. */
  searched(model: string, inputs: number, result: SearchResult): void;
}

/** @see ServerMetrics */
export function serverMetrics(): ServerMetrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]): Counter<Label> =>
    new Counter({ name, help, labelNames, registers });
  const histogram = <Label extends string>(name: string, help: string, ...labelNames: Label[]): Histogram<Label> =>
    new Histogram({ name, help, labelNames, buckets: [...secondsBuckets], registers });
  const requests = counter("te_request_count", "Requests by route", "method");
  const successes = counter("te_request_success", "Requests that were answered", "method");
  const failures = counter("te_request_failure", "Requests that were turned down, by why", "method", "err");
  const duration = histogram("te_request_duration", "Seconds from request to answer, of those that were answered", "method");
  const tokenization = histogram("te_request_tokenization_duration", "Seconds that tokenizing took");
  const queue = histogram("te_request_queue_duration", "Seconds until the first batch with an input of the request began");
  const inference = histogram("te_request_inference_duration", "Seconds from then to the last vector");
  const wanted = counter("te_embed_count", "Inputs of requests to embed", "model");
  const inputs = counter("te_embed_success", "Inputs that were embedded", "model");
  const inputDurations = {
    whole: histogram("te_embed_duration", "Seconds from request to vector, for each input: those of its request", "model"),
    tokenizing: histogram(
      "te_embed_tokenization_duration",
      "Seconds that tokenizing took, for each input: the mean of its request",
      "model",
    ),
    waiting: histogram("te_embed_queue_duration", "Seconds until a batch began, for each input: those of its request", "model"),
    running: histogram("te_embed_inference_duration", "Seconds from then to the vector, for each input: those of its request", "model"),
  };
  const lengths = new Histogram({
    name: "te_request_input_length",
    help: "Tokens of each input that the model read",
    buckets: powersOfTwo(20),
    registers,
  });
  const tokens = counter("nestvec_input_tokens_total", "Tokens of inputs that the model read", "model");
  const cut = counter("nestvec_truncated_inputs_total", "Inputs that were cut to the limit", "model");
  const exits = counter("nestvec_exit_inputs_total", "Inputs by exit and dimension", "model", "layer", "dimension");
  const cascades = counter(
    "nestvec_cascade_texts_total",
    "Texts compared in steps of cascades, by whether they were computed, resumed from a hidden state, or in the cache",
    "model",
    "layer",
    "from",
  );
  return {
    registry,
    requested: (method) => requests.inc({ method }),
    succeeded(method, seconds) {
      successes.inc({ method });
      duration.observe({ method }, seconds);
    },
    failed: (method, kind) => failures.inc({ method, err: kind.replaceAll(" ", "_") }),
    wanted: (model, count) => wanted.inc({ model }, count),
    embedded(model, exitsOfInputs) {
      const [first] = exitsOfInputs;
      if (first === undefined) return;
      const { tokens: counts, truncated, timings, milliseconds } = first;
      tokenization.observe(timings.tokenizing / 1000);
      queue.observe(timings.waiting / 1000);
      inference.observe(timings.running / 1000);
      for (const count of counts) {
        lengths.observe(count);
        inputDurations.whole.observe({ model }, milliseconds / 1000);
        inputDurations.tokenizing.observe({ model }, timings.tokenizing / 1000 / counts.length);
        inputDurations.waiting.observe({ model }, timings.waiting / 1000);
        inputDurations.running.observe({ model }, timings.running / 1000);
      }
      inputs.inc({ model }, counts.length);
      tokens.inc(
        { model },
        counts.reduce((sum, count) => sum + count, 0),
      );
      cut.inc({ model }, truncated.filter(Boolean).length);
      for (const { layer, dimension } of exitsOfInputs)
        exits.inc({ model, layer: String(layer), dimension: String(dimension) }, counts.length);
    },
    searched(model, count, { cascade, layer, dimension }) {
      inputs.inc({ model }, count);
      if (cascade === undefined) exits.inc({ model, layer: String(layer), dimension: String(dimension) }, count);
      for (const step of cascade ?? []) {
        const exit = { model, layer: String(step.layer) };
        // The query is embedded at every step.
        exits.inc({ ...exit, dimension: String(step.dimension) }, step.candidates + 1);
        for (const from of ["computed", "resumed", "cached"] as const) cascades.inc({ ...exit, from }, step[from]);
      }
    },
  };
}

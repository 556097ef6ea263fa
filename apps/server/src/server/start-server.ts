import type { AddressInfo } from "node:net";
import { loadModel } from "@nestvec/runtime-node";
import type { Logger } from "pino";
import type { Configuration } from "../configuration/configuration.ts";
import type { ServerParts } from "../http/api.ts";
import { admissionOf } from "../http/guards.ts";
import { loggerOf } from "../logging/logger.ts";
import { addEngineMetrics } from "../metrics/engine-metrics.ts";
import { listenForMetrics } from "../metrics/metrics-listener.ts";
import { serverMetrics } from "../metrics/server-metrics.ts";
import { downloadLog } from "../models/download-log.ts";
import { type LoadServed, modelRegistry, type ServedModel } from "../models/served-models.ts";
import { closeApp, stopper } from "../shutdown/stopper.ts";
import { otlpExporter } from "../tracing/otlp-exporter.ts";
import { buildApp } from "./build-app.ts";
import { coalesce, untilRoom } from "./retry-after.ts";

/** A server that listens. */
export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Where `/metrics` is; undefined where it is not served. */
  readonly metricsUrl: string | undefined;
  /** When the models that are loaded at the start were all tried. */
  readonly started: Promise<void>;
  /**
   * Stops: takes no new work, finishes what was accepted, and ends the child processes. What is not done within the configured time is given
   * up. Resolves with whether all was done.
   */
  stop(): Promise<boolean>;
}

/** How long a refusal may wait to be answered together with others. */
const coalesceMilliseconds = 20;

/**
 * Starts a server. It listens at once, so that probes are answered, while models load: by `load`, which may give an embedder over any engine.
 * @throws NestvecError ARGUMENT_INVALID for models without names of their own; an Error of the system where the address cannot be listened on
 * @example
 * ```ts
 * import { configurationOf, startServer } from "@nestvec/server";
 *
 * const server = await startServer(configurationOf({ port: 0, prometheusPort: 0, logLevel: "silent" }));
 * await server.started;
 * const response = await fetch(`${server.url}/v1/embeddings`, {
 *   method: "POST",
 *   headers: { "content-type": "application/json" },
 *   body: JSON.stringify({ model: "nestvec-mini", input: "nesting dolls", dimensions: 64 }),
 * });
 * const { data } = await response.json();
 * console.log(data[0].embedding.length); // → 64
 * await server.stop();
 * ```
 */
export async function startServer(
  configuration: Configuration,
  log: Logger = loggerOf(configuration),
  load: LoadServed = loadModel,
): Promise<RunningServer> {
  const models = modelRegistry(configuration, load, {
    outcome: (model, error) => report(log, model, error),
    warning: (model, sentence) => log.warn({ model }, sentence),
    download: (model) =>
      downloadLog(
        (sentence, bytes) => log.info({ model, ...bytes }, sentence),
        () => performance.now(),
      ),
  });
  const retryAfter = coalesce(coalesceMilliseconds, () => untilRoom(models.models));
  const parts: ServerParts = {
    configuration,
    models,
    admission: admissionOf(configuration.maxConcurrentRequests, retryAfter),
    metrics: serverMetrics(),
  };
  addEngineMetrics(parts.metrics.registry, models.models, () => parts.admission.underWay);
  const { otlpEndpoint } = configuration;
  const exporter = otlpEndpoint === undefined ? undefined : await otlpExporter(otlpEndpoint, configuration, log);
  const app = await buildApp(parts, log, exporter);
  await app.listen({ host: configuration.hostname, port: configuration.port, listenTextResolver: () => "accepting connections" });
  const { prometheusHostname, prometheusPort } = configuration;
  const listener = configuration.metrics
    ? await listenForMetrics(parts.metrics.registry, prometheusHostname, prometheusPort).catch(async (error: unknown) => {
        await closeApp(app, 0);
        throw error;
      })
    : undefined;
  const { port } = app.server.address() as AddressInfo;
  const started = models.start();
  return {
    url: urlOf(configuration.hostname, port),
    metricsUrl: listener === undefined ? undefined : `${urlOf(prometheusHostname, listener.port)}/metrics`,
    started,
    stop: stopper({ parts, app, listener, exporter, log }),
  };
}

function report(log: Logger, model: ServedModel, error: unknown): void {
  const { name, checks } = model;
  if (error === undefined) log.info({ model: name, exits: checks }, "model ready");
  else log.error({ model: name, problem: model.problem, exits: checks }, "model failed to load");
}

const urlOf = (hostname: string, port: number): string =>
  `http://${hostname.includes(":") ? `[${hostname.replaceAll(/[[\]]/g, "")}]` : hostname}:${port}`;

import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { House } from "../embedding/house.ts";
import type { MetricsListener } from "../metrics/metrics-listener.ts";
import type { SpanExporter } from "../tracing/otlp-exporter.ts";

/** What is stopped. */
export interface Stoppable {
  readonly house: House;
  readonly app: FastifyInstance;
  readonly listener: MetricsListener | undefined;
  readonly exporter: SpanExporter | undefined;
  readonly log: Logger;
}

/** Milliseconds that new requests are still answered with 503 at least, so that those that were on their way are not cut off. */
const lingering = 250;

/** Makes the function that stops a server, once: not ready first, then what was accepted is finished, then nothing is left. */
export function stopper({ house, app, listener, exporter, log }: Stoppable): () => Promise<boolean> {
  let stopping: Promise<boolean> | undefined;

  async function stop(): Promise<boolean> {
    const { admission, models, configuration } = house;
    log.info({ underWay: admission.underWay }, "stopping: finishing what was accepted");
    const linger = new Promise<void>((resolve) => setTimeout(resolve, Math.min(lingering, configuration.drain)));
    const isDone = await within(admission.drain(), configuration.drain);
    await linger;
    if (!isDone) log.warn({ underWay: admission.underWay }, "not done in time: given up");
    if (!isDone) app.server.closeAllConnections();
    await app.close();
    // A child in a run that nobody waits for is killed by its pool; it must not hold the end of the server much longer.
    await within(models.dispose(), isDone ? configuration.drain : 2000);
    await exporter?.close();
    await listener?.close();
    log.info("stopped");
    return isDone;
  }

  return () => (stopping ??= stop());
}

/** Whether some work was done within a time. */
async function within(work: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)));
  const isDone = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return isDone;
}

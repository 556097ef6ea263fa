import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { ServerParts } from "../http/api.ts";
import type { MetricsListener } from "../metrics/metrics-listener.ts";
import type { SpanExporter } from "../tracing/otlp-exporter.ts";

/** What is stopped. */
export interface Stoppable {
  readonly parts: ServerParts;
  readonly app: FastifyInstance;
  readonly listener: MetricsListener | undefined;
  readonly exporter: SpanExporter | undefined;
  readonly log: Logger;
}

/**
 * Milliseconds that new requests are still answered with 503 once all work is done. The last answers close their connections, and clients that
 * go on at once connect again: the system breaks connections that wait to be accepted when the listener closes.
 */
const lingering = 250;

/** Milliseconds that answers which are no work, such as those 503, may still be sent. */
const lastAnswers = 250;

/** The part of the time, and the most of it in milliseconds, that is kept for ending what is given up. */
const forEnding = { part: 0.25, most: 2000 } as const;

/**
 * Makes the function that stops a server, once: not ready first, then what was accepted is finished, then nothing is left. All steps together take at
 * most the configured time; one that takes longer is left behind.
 */
export function stopper({ parts, app, listener, exporter, log }: Stoppable): () => Promise<boolean> {
  let stopping: Promise<boolean> | undefined;

  async function stop(): Promise<boolean> {
    const { admission, models, configuration } = parts;
    const { drain } = configuration;
    const end = performance.now() + drain;
    const forWork = drain - Math.min(forEnding.most, drain * forEnding.part);
    const endOfWork = performance.now() + forWork;
    log.info({ underWay: admission.underWay }, "stopping: finishing what was accepted");
    const isDone = await within(forWork, admission.drain());
    if (isDone) {
      await sleep(Math.min(lingering, Math.max(0, endOfWork - performance.now())));
    } else {
      log.warn({ underWay: admission.underWay }, "not done in time: aborted");
      app.server.closeAllConnections();
    }
    const step = async (name: string, work: Promise<void> | undefined): Promise<void> => {
      if (!(await within(end - performance.now(), work))) log.warn({ step: name }, "not ended: left behind");
    };
    await Promise.all([
      step("connections", closeApp(app, Math.min(lastAnswers, (end - performance.now()) / 2))),
      step("models", models.dispose()),
      step("traces", exporter?.close()),
    ]);
    await step("metrics", listener?.close());
    log.info("stopped");
    return isDone;
  }

  return () => (stopping ??= stop());
}

/** Whether some work was done within a time. What fails was not. */
async function within(milliseconds: number, work: Promise<void> | undefined): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), Math.max(0, milliseconds))));
  try {
    return await Promise.race([
      Promise.resolve(work).then(
        () => true,
        () => false,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Closes a server. Answers under way may be sent for some milliseconds; then every connection is closed. One that has sent nothing yet, or a part of a
 * request, is not idle to Node, and would keep the server open for as long as its client likes.
 */
export async function closeApp(app: FastifyInstance, milliseconds: number): Promise<void> {
  // Again and again: what the system had accepted before the listener was closed may come after the first time.
  const timer = setInterval(() => app.server.closeAllConnections(), Math.max(1, milliseconds));
  try {
    await app.close();
  } finally {
    clearInterval(timer);
  }
}

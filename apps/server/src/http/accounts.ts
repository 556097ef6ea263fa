import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { House } from "../embedding/house.ts";
import type { Refusal } from "../refusal/refusal.ts";
import { attributesOf } from "../tracing/tracing.ts";
import { idsOf } from "./request-ids.ts";

const refusals = new WeakMap<FastifyRequest, Refusal>();

/** Notes how a request was turned down, for its account. */
export function noteRefusal(request: FastifyRequest, refusal: Refusal): void {
  refusals.set(request, refusal);
}

/** A request's route: the pattern, never what a client put into the address. */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? "unknown";

/**
 * Counts each request that asks for work, and writes a line of every request: at level debug, or as the access log at level info, without probes.
 */
export function addAccounts(app: FastifyInstance, { metrics, configuration }: House, log: Logger): void {
  app.addHook("onRequest", (request, _reply, done) => {
    if (request.routeOptions.config.isWork === true) metrics.requested(routeOf(request));
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    done();
    const { isWork = false, isProbe = false } = request.routeOptions.config;
    const refusal = refusals.get(request);
    if (isWork && refusal === undefined) metrics.succeeded(routeOf(request), reply.elapsedTime / 1000);
    if (isWork && refusal !== undefined) metrics.failed(routeOf(request), refusal.kind);
    const level = configuration.accessLog && !isProbe ? "info" : "debug";
    if (log.isLevelEnabled(level)) log[level](accountOf(request, reply, refusal), "request");
  });
}

function accountOf(request: FastifyRequest, reply: FastifyReply, refusal: Refusal | undefined): object {
  const bytes = Number(reply.getHeader("content-length"));
  return {
    ...idsOf(request),
    method: request.method,
    route: routeOf(request),
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
    ...(Number.isFinite(bytes) ? { bytes } : {}),
    ...attributesOf(request),
    ...(refusal === undefined ? {} : { refusal: refusal.kind }),
  };
}

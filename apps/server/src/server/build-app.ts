import cors from "@fastify/cors";
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { Refusal } from "../base/refusal.ts";
import { cohereApi } from "../cohere/api.ts";
import { addDocs } from "../docs/add-docs.ts";
import { addHealthRoutes } from "../health/health-routes.ts";
import {
  addAccounts,
  addRequestIds,
  addTracing,
  fastifyLogging,
  idsOf,
  nameRequest,
  noteRefusal,
  requestIdHeader,
  routeOf,
} from "../http/accounts.ts";
import { type Api, apiOf, type ServerParts } from "../http/api.ts";
import { boundUnreadBodies, noteRequests, refuseUnreadable } from "../http/connections.ts";
import { addGuards } from "../http/guards.ts";
import { refusalOfHttp } from "../http/refusal-of.ts";
import { addCompressedBodies, addJsonBodies } from "../http/route.ts";
import { refuseWrongMethods } from "../http/wrong-methods.ts";
import { nestvecApi } from "../nestvec/api.ts";
import { ollamaApi } from "../ollama/api.ts";
import { openAiApi } from "../openai/api.ts";
import { semanticRouterApi } from "../semantic-router/api.ts";
import { teiApi } from "../tei/api.ts";
import type { SpanExporter } from "../tracing/otlp-exporter.ts";

/** All APIs. */
const apis: readonly Api[] = [nestvecApi, openAiApi, cohereApi, semanticRouterApi, ollamaApi, teiApi];

/** Headers of answers that are not among those which every page may read. */
const answerHeaders: readonly string[] = [
  "retry-after",
  "retry-after-ms",
  "x-compute-characters",
  "x-compute-time",
  "x-compute-tokens",
  "x-compute-type",
  "x-inference-time",
  "x-nestvec-dimension",
  "x-nestvec-layer",
  "x-nestvec-score",
  "x-nestvec-space",
  "x-nestvec-truncated",
  "x-queue-time",
  requestIdHeader,
  "x-tokenization-time",
  "x-total-time",
];

/** The HTTP side of the server: checks before anything is read, the APIs, and one place where all that fails becomes an answer. */
export async function buildApp(parts: ServerParts, log: Logger, exporter?: SpanExporter): Promise<FastifyInstance> {
  const { configuration } = parts;
  const app = fastify({
    loggerInstance: log,
    ...fastifyLogging,
    bodyLimit: configuration.payloadLimit,
    requestTimeout: configuration.requestTimeout,
    // A connection on which nothing happens for longer than an answer may take is one whose client does not read it.
    connectionTimeout: configuration.deadline + configuration.requestTimeout,
    http: { connectionsCheckingInterval: Math.min(5000, configuration.requestTimeout), headersTimeout: configuration.requestTimeout },
    // Kept longer than load balancers keep theirs, so that it is they who close.
    keepAliveTimeout: 75_000,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    // As TEI: load balancers may ask by HEAD.
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: 512 },
    clientErrorHandler: refuseUnreadable(apis),
    // Its own answers to addresses that it cannot read repeat them.
    frameworkErrors: (_error, request, reply) => {
      nameRequest(request as FastifyRequest, reply as unknown as FastifyReply);
      sendRefusal(new Refusal("unknown path", "Unknown path."), request as FastifyRequest, reply as unknown as FastifyReply);
    },
  }) as unknown as FastifyInstance;
  addRequestIds(app);
  noteRequests(app.server);
  addTracing(app, exporter);
  // Before the guards: what they turn down is a request, too.
  addAccounts(app, parts, log);
  addJsonBodies(app);
  addCompressedBodies(app, configuration.payloadLimit);
  boundUnreadBodies(app);
  // Before what refuses, so that a page may read a refusal, too.
  if (configuration.corsAllowOrigin.length > 0) {
    const origin = configuration.corsAllowOrigin.includes("*") ? "*" : [...configuration.corsAllowOrigin];
    await app.register(cors, { origin, methods: ["GET", "HEAD", "POST"], exposedHeaders: [...answerHeaders] });
  }
  addGuards(app, parts);
  const addWrongMethods = refuseWrongMethods(app, configuration.corsAllowOrigin.length > 0);
  // Before the documentation, whose plugin takes over the error handler that there is.
  addErrors(app);
  if (configuration.docs) await addDocs(app);
  addHealthRoutes(app, parts);
  for (const api of apis) api.addRoutes(app, parts);
  // Routes of a scope of their own are there when all is loaded.
  await app.after();
  addWrongMethods();
  return app;
}

function addErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOfHttp(error);
    noteRefusal(request, refusal);
    const status = sendRefusal(refusal, request, reply);
    if (status >= 500 || refusal.kind === "backend") logFailure(request, refusal);
    return reply;
  });
  app.setNotFoundHandler(() => {
    throw new Refusal("unknown path", "Unknown path.");
  });
}

/** Answers with a refusal as the API of the path has it, and returns the status. */
function sendRefusal(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): number {
  const api = apiOf(apis, request.url);
  const status = api.statuses[refusal.kind];
  // Fastify would close the connection before a client has sent all that it then does not read the answer to.
  reply.removeHeader("connection");
  void reply.code(status).headers(retryHeaders(refusal)).type("application/json").send(api.errorBody(refusal, status));
  return status;
}

/** What is no fault of the server's own, such as a deadline, is a warning. */
function logFailure(request: FastifyRequest, refusal: Refusal): void {
  const fields = { ...idsOf(request), err: causeOf(refusal), kind: refusal.kind, route: routeOf(request) };
  if (refusal.kind === "not ready" || refusal.kind === "deadline") request.log.warn(fields, "request failed");
  else request.log.error(fields, "request failed");
}

/** The error behind a refusal, for the log: a sentence of the engine that holds no text, or where code of the server broke. */
function causeOf({ cause, message }: Refusal): { readonly type: string; readonly message: string; readonly stack?: string } {
  return cause instanceof Error ? { type: cause.name, message: cause.message, stack: cause.stack ?? "" } : { type: "Refusal", message };
}

/** `retry-after-ms`, which OpenAI's client reads first, and `Retry-After` in whole seconds for all others. */
function retryHeaders({ retryAfterMilliseconds }: Refusal): Readonly<Record<string, string>> {
  if (retryAfterMilliseconds === undefined) return {};
  return { "retry-after": String(Math.max(1, Math.ceil(retryAfterMilliseconds / 1000))), "retry-after-ms": String(retryAfterMilliseconds) };
}

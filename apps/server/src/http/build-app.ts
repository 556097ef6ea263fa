import cors from "@fastify/cors";
import { fastify, LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { addDocs } from "../docs/add-docs.ts";
import type { House } from "../embedding/house.ts";
import { addHealthRoutes } from "../health/health-routes.ts";
import { inTurn } from "../limits/in-turn.ts";
import { Refusal } from "../refusal/refusal.ts";
import { keyCheck } from "../security/api-keys.ts";
import { hostCheck } from "../security/host-check.ts";
import type { SpanExporter } from "../tracing/otlp-exporter.ts";
import { addTracing } from "../tracing/tracing.ts";
import { addAccounts, noteRefusal, routeOf } from "./accounts.ts";
import { answerHeaders } from "./answer-headers.ts";
import { noteRequests, refuseUnreadable } from "./client-errors.ts";
import { addCompressedBodies } from "./compressed-bodies.ts";
import { faceOf, type Face } from "./face.ts";
import { addJsonBodies } from "./json-body.ts";
import { refusalOfHttp } from "./refusal-of-http.ts";
import { addRequestIds, idsOf, nameRequest, requestIdOf } from "./request-ids.ts";
import { retryHeaders } from "./retry-headers.ts";
import { boundUnreadBodies } from "./unread-bodies.ts";
import { whenGone } from "./when-gone.ts";
import { refuseWrongMethods } from "./wrong-methods.ts";

/** The HTTP side of the server: checks before anything is read, the interfaces, and one place where all that fails becomes an answer. */
export async function buildApp(house: House, faces: readonly Face[], log: Logger, exporter?: SpanExporter): Promise<FastifyInstance> {
  const { configuration } = house;
  const app = fastify({
    loggerInstance: log,
    // A logger for each request would cost more than its few lines do; they name its trace themselves.
    childLoggerFactory: (logger) => logger,
    // Its lines hold addresses with all that a client put into them.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdOf,
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
    clientErrorHandler: refuseUnreadable(faces),
    // Its own answers to addresses that it cannot read repeat them.
    frameworkErrors: (_error, request, reply) => {
      nameRequest(request as FastifyRequest, reply as unknown as FastifyReply);
      sendRefusal(
        faces,
        new Refusal("unknown path", "There is nothing here."),
        request as FastifyRequest,
        reply as unknown as FastifyReply,
      );
    },
  }) as unknown as FastifyInstance;
  addRequestIds(app);
  noteRequests(app.server);
  addTracing(app, exporter);
  // Before the guards: what they turn down is a request, too.
  addAccounts(app, house, log);
  addJsonBodies(app);
  addCompressedBodies(app, configuration.payloadLimit);
  boundUnreadBodies(app);
  // Before what refuses, so that a page may read a refusal, too.
  if (configuration.corsAllowOrigin.length > 0) {
    const origin = configuration.corsAllowOrigin.includes("*") ? "*" : [...configuration.corsAllowOrigin];
    await app.register(cors, { origin, methods: ["GET", "HEAD", "POST"], exposedHeaders: [...answerHeaders] });
  }
  addGuards(app, house);
  const addWrongMethods = refuseWrongMethods(app, configuration.corsAllowOrigin.length > 0);
  // Before the documentation, whose plugin takes over the error handler that there is.
  addErrors(app, faces);
  if (configuration.docs) await addDocs(app);
  addHealthRoutes(app, house);
  for (const face of faces) face.addRoutes(app, house);
  // Routes of a scope of their own are there when all is loaded.
  await app.after();
  addWrongMethods();
  return app;
}

/** What is looked at before a body is read, cheapest first: a full server must turn requests down at next to no cost. */
function addGuards(app: FastifyInstance, { configuration, admission }: House): void {
  const checkHost = hostCheck(configuration.hostname, configuration.allowedHosts);
  const checkKey = keyCheck(configuration.apiKey);
  const turn = inTurn();
  app.addHook("onSend", (_request, reply, payload, done) => {
    // So that clients do not send their next request on a connection that is about to be closed.
    if (admission.isDraining) reply.header("connection", "close");
    done(null, payload);
  });
  app.addHook("onRequest", async (request, reply) => {
    const { isOpen = false, isWork = false, isProbe = false } = request.routeOptions.config;
    checkHost(request.headers.host, isProbe);
    if (!isOpen && request.method !== "OPTIONS") checkKey(request.headers.authorization);
    if (!isWork) return;
    await turn(request.raw, reply.raw);
    const leave = await admission.enter();
    whenGone(request.raw, reply.raw, leave);
  });
}

function addErrors(app: FastifyInstance, faces: readonly Face[]): void {
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOfHttp(error);
    noteRefusal(request, refusal);
    const status = sendRefusal(faces, refusal, request, reply);
    if (status >= 500 || refusal.kind === "backend") logFailure(request, refusal);
    return reply;
  });
  app.setNotFoundHandler(() => {
    throw new Refusal("unknown path", "There is nothing here.");
  });
}

/** Answers with a refusal as the interface of the path has it, and returns the status. */
function sendRefusal(faces: readonly Face[], refusal: Refusal, request: FastifyRequest, reply: FastifyReply): number {
  const face = faceOf(faces, request.url);
  const status = face.statuses[refusal.kind];
  // Fastify would close the connection before a client has sent all that it then does not read the answer to.
  reply.removeHeader("connection");
  void reply.code(status).headers(retryHeaders(refusal)).type("application/json").send(face.errorBody(refusal, status));
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

import type { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";

/** One route: what it takes, gives and does. Of the schemas the OpenAPI document is made; the body is checked, the answer is typed. */
export interface Route<Body, Answer> {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly body?: z.ZodType<Body>;
  readonly answer: z.ZodType<Answer>;
  readonly error: z.ZodType;
  /** A stream is the answer as JSON text, for those too large to be held in one piece. */
  handle(body: Body, request: FastifyRequest, reply: FastifyReply): Promise<Answer | Readable>;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** The route does work: it counts as a request under way, and is refused where the server is full or stops. */
    readonly isWork?: boolean;
    /** The route may be used without an API key. */
    readonly isOpen?: boolean;
    /** The route is a probe of an orchestrator, which may call the server by its address. */
    readonly isProbe?: boolean;
  }
}

/** Adds a route to the server. Those with a body do work. */
export function route<Body, Answer>(
  app: FastifyInstance,
  { method, url, summary, description, tag, body, answer, error, handle }: Route<Body, Answer>,
): void {
  app.route({
    method,
    url,
    schema: {
      summary,
      ...(description === undefined ? {} : { description }),
      tags: [tag],
      ...(body === undefined ? {} : { body }),
      response: { 200: answer, "4xx": error, "5xx": error },
    },
    config: { isWork: body !== undefined },
    handler: (request, reply) => handle(request.body as Body, request, reply),
  });
}

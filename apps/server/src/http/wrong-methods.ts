import type { FastifyInstance } from "fastify";
import { Refusal } from "../base/refusal.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Refuses what is asked of a path by another method than it has, and names those that it has. To be called before routes are added. */
export function refuseWrongMethods(app: FastifyInstance, hasPreflights: boolean): () => void {
  const known = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ url, method }) => {
    // The page of the documentation is files, each with its own two addresses.
    if (url.startsWith("/docs") || url.includes("*")) return;
    const own = known.get(url) ?? new Set();
    for (const one of [method].flat()) own.add(one);
    known.set(url, own);
  });
  return () => {
    for (const [url, own] of known) {
      const allowed = [...own].join(", ");
      const others = [...methods, ...(hasPreflights ? [] : ["OPTIONS" as const])].filter((method) => !own.has(method));
      if (others.length === 0) continue;
      app.route({
        method: [...others],
        url,
        schema: { hide: true },
        exposeHeadRoute: false,
        onRequest: async (_request, reply) => {
          reply.header("allow", allowed);
          throw new Refusal("method", `This path has ${allowed} only.`);
        },
        handler: () => undefined,
      });
    }
  };
}

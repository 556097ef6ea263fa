import type { FastifyInstance, FastifySchema } from "fastify";
import type { ServerParts } from "../http/api.ts";
import type { ExitCheck } from "../models/check-exits.ts";
import type { ServedModel } from "../models/served-models.ts";

/** What a probe is told of one model. */
interface ModelHealth {
  readonly name: string;
  readonly state: ServedModel["state"];
  readonly exits: readonly ExitCheck[];
  readonly workers: number | undefined;
}

/** Adds `/livez`, `/startupz` and `/readyz`. They need no key, as the system's probes have none, and name no files. */
export function addHealthRoutes(app: FastifyInstance, parts: ServerParts): void {
  const hidden = { schema: { hide: true } as FastifySchema, config: { isOpen: true, isProbe: true } };
  app.get("/livez", hidden, async () => ({ status: "alive" }));
  app.get("/startupz", hidden, async (_request, reply) => {
    reply.code(parts.models.isStarted ? 200 : 503);
    return { status: parts.models.isStarted ? "started" : "loading" };
  });
  app.get("/readyz", hidden, async (_request, reply) => {
    const { status, models } = await readiness(parts);
    reply.code(status === "ready" ? 200 : 503);
    return { status, models };
  });
}

/**
 * Ready: not about to stop, and at least one model works, so that one that could not be loaded does not take the others down; each says for
 * itself how its exits were checked. Models that are loaded lazily are ready to be.
 */
export async function readiness({
  models,
  admission,
  configuration,
}: ServerParts): Promise<{ readonly status: string; readonly models: readonly ModelHealth[] }> {
  const all = await Promise.all(models.models.map(healthOf));
  if (admission.isDraining) return { status: "draining", models: all };
  if (!models.isStarted) return { status: "loading", models: all };
  const isReady = all.some(({ state, workers }) =>
    state === "ready" ? workers !== 0 : state === "waiting" && configuration.load === "lazy",
  );
  return { status: isReady ? "ready" : "failed", models: all };
}

async function healthOf(model: ServedModel): Promise<ModelHealth> {
  const stats = await model.stats().catch(() => undefined);
  const exits = model.checks.map(({ layer, check, passed }) => ({ layer, check, passed }));
  return { name: model.name, state: model.state, exits, workers: stats?.workers };
}

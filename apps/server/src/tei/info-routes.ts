import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { packageVersion } from "../base/package-version.ts";
import { Refusal } from "../base/refusal.ts";
import { readiness } from "../health/health-routes.ts";
import type { ServerParts } from "../http/api.ts";
import { route } from "../http/route.ts";
import { teiError } from "./schema.ts";

/** TEI's `/info`. */
interface TeiInfo {
  readonly model_id: string;
  readonly served_model_name: string;
  readonly model_sha: string;
  readonly model_dtype: string;
  readonly model_type: { readonly embedding: { readonly pooling: string } };
  readonly max_concurrent_requests: number;
  readonly max_input_length: number;
  readonly max_batch_tokens: number;
  readonly max_batch_requests: null;
  readonly max_client_batch_size: number;
  readonly auto_truncate: boolean;
  readonly tokenization_workers: number;
  readonly version: string;
  readonly sha: null;
  readonly docker_label: null;
}

const teiInfo: z.ZodType<TeiInfo> = z.object({
  model_id: z.string(),
  served_model_name: z.string(),
  model_sha: z.string(),
  model_dtype: z.string(),
  model_type: z.object({ embedding: z.object({ pooling: z.string() }) }),
  max_concurrent_requests: z.number().int(),
  max_input_length: z.number().int(),
  max_batch_tokens: z.number().int(),
  max_batch_requests: z.null(),
  max_client_batch_size: z.number().int(),
  auto_truncate: z.boolean(),
  tokenization_workers: z.number().int(),
  version: z.string(),
  sha: z.null(),
  docker_label: z.null(),
});

/** What `GET /` says. */
interface WhatThisIs {
  readonly name: "nestvec";
  readonly version: string;
  readonly status: "ready";
  readonly models: readonly string[];
  readonly apis: readonly string[];
  readonly docs?: string;
}

/** `/info`, `/health`, `/ping` and `GET /`. */
export function addInfoRoutes(app: FastifyInstance, parts: ServerParts): void {
  const { configuration, models } = parts;
  route(app, {
    method: "GET",
    url: "/info",
    summary: "The first model and the server's limits",
    tag: "TEI",
    answer: teiInfo,
    error: teiError,
    async handle(): Promise<TeiInfo> {
      const model = models.find(undefined);
      const { info } = await model.use();
      return {
        model_id: model.name,
        served_model_name: model.name,
        model_sha: info.identity,
        model_dtype: "float32",
        model_type: { embedding: { pooling: [info.pooling.pooling ?? "unknown"].flat().join("+") } },
        max_concurrent_requests: configuration.maxConcurrentRequests,
        max_input_length: Math.min(info.maxTokens, configuration.maxInputTokens ?? info.maxTokens),
        max_batch_tokens: configuration.maxBatchTokens,
        max_batch_requests: null,
        max_client_batch_size: configuration.maxClientBatchSize,
        auto_truncate: configuration.autoTruncate ?? true,
        tokenization_workers: configuration.workers,
        version: packageVersion(),
        sha: null,
        docker_label: null,
      };
    },
  });
  // Of TEI's it is a health check, Ollama's clients ask for it by HEAD, and people open it in a browser.
  app.get("/", { config: { isOpen: true, isProbe: true }, schema: { hide: true } }, async (): Promise<WhatThisIs> => {
    await requireReady(parts);
    return {
      name: "nestvec",
      version: packageVersion(),
      status: "ready",
      models: models.models.map(({ name }) => name),
      apis: ["OpenAI", "TEI", "Cohere", "Ollama", "semantic router"],
      ...(configuration.docs ? { docs: "/docs" } : {}),
    };
  });
  for (const url of ["/health", "/ping"]) {
    app.get(
      url,
      { config: { isOpen: true, isProbe: true }, schema: { response: { 200: z.any(), 503: teiError } } },
      async (_request, reply) => {
        await requireReady(parts);
        return reply.code(200).send();
      },
    );
  }
}

async function requireReady(parts: ServerParts): Promise<void> {
  const { status } = await readiness(parts);
  if (status !== "ready") throw new Refusal("not ready", `unhealthy: ${status}`);
}

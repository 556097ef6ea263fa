import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { House } from "../embedding/house.ts";
import { embedFor } from "../http/embed-for.ts";
import { vectorSchema } from "../http/json-answer.ts";
import { statusesOf, type Face } from "../http/face.ts";
import { route } from "../http/route.ts";
import type { RefusalKind } from "../refusal/refusal.ts";

/** Body of Ollama's `/api/embed`. */
interface OllamaBody {
  readonly model: string;
  readonly input: string | readonly string[];
  readonly truncate?: boolean | undefined;
  readonly dimensions?: number | undefined;
  readonly layer?: number | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly keep_alive?: string | number | undefined;
}

const ollamaBody: z.ZodType<OllamaBody> = z
  .object({
    model: z.string(),
    input: z.union([z.string(), z.array(z.string())], { error: "must be a text or a list of texts" }),
    truncate: z.boolean().optional().describe("Default: true."),
    dimensions: z.number().int().positive().optional(),
    layer: z.number().int().positive().optional().describe("The exit. Not in Ollama's interface."),
    options: z.record(z.string(), z.unknown()).optional().describe("Taken, and not used."),
    keep_alive: z.union([z.string(), z.number()]).optional().describe("Taken, and not used: models stay."),
  })
  .meta({ examples: [{ model: "nestvec-mini", input: ["Why is the sky blue?"] }] });

/** Ollama's answer. Durations are in nanoseconds. */
interface OllamaAnswer {
  readonly model: string;
  readonly embeddings: readonly Float32Array[];
  readonly total_duration: number;
  readonly load_duration: number;
  readonly prompt_eval_count: number;
}

const ollamaAnswer: z.ZodType<OllamaAnswer> = z.object({
  model: z.string(),
  embeddings: z.array(vectorSchema),
  total_duration: z.number().int(),
  load_duration: z.number().int(),
  prompt_eval_count: z.number().int(),
});

const invalid = { status: 400 };

/** Ollama has a sentence and a status, nothing else. */
const naming: Readonly<Record<RefusalKind, { readonly status: number }>> = {
  argument: invalid,
  empty: invalid,
  "body too large": { status: 413 },
  "too many inputs": invalid,
  "input too long": invalid,
  layer: invalid,
  dimension: invalid,
  "unknown model": { status: 404 },
  "unknown path": { status: 404 },
  "content type": { status: 415 },
  unauthorized: { status: 401 },
  forbidden: { status: 403 },
  unsupported: invalid,
  overloaded: { status: 429 },
  "not ready": { status: 503 },
  deadline: { status: 504 },
  "client gone": { status: 499 },
  timeout: { status: 408 },
  backend: { status: 500 },
  unexpected: { status: 500 },
};

const ollamaError = z.object({ error: z.string() });
const nanosecondsPerMillisecond = 1_000_000;

/** Ollama's interface: `/api/embed`. */
export const ollamaFace: Face = {
  name: "Ollama",
  prefix: "/api/",
  statuses: statusesOf(naming),
  errorBody: ({ message }) => ({ error: message }),
  addRoutes(app: FastifyInstance, house: House): void {
    route(app, {
      method: "POST",
      url: "/api/embed",
      summary: "Embed texts",
      tag: "Ollama",
      body: ollamaBody,
      answer: ollamaAnswer,
      error: ollamaError,
      async handle(body, request, reply): Promise<OllamaAnswer> {
        const inputs = typeof body.input === "string" ? [body.input] : body.input;
        const { model, dimensions: dimension, layer } = body;
        // Ollama's names may end in a tag, `name:latest`.
        const name = house.models.models.some((served) => served.name === model) ? model : model.replace(/:latest$/, "");
        const truncate = body.truncate === undefined ? undefined : body.truncate ? "end" : "none";
        // As Ollama does: no inputs give no vectors.
        if (inputs.length === 0)
          return { model: house.models.find(name).name, embeddings: [], total_duration: 0, load_duration: 0, prompt_eval_count: 0 };
        const { embeddings, tokens } = await embedFor(house, request, reply, {
          model: name,
          inputs,
          dimension,
          layer,
          truncate,
          truncateByDefault: "end",
        });
        return {
          model,
          embeddings: embeddings.vectors,
          total_duration: Math.round(reply.elapsedTime * nanosecondsPerMillisecond),
          load_duration: 0,
          prompt_eval_count: tokens,
        };
      },
    });
  },
};

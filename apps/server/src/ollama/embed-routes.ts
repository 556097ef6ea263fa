import type { FastifyInstance } from "fastify";
import { embedFor } from "../embedding/embed-for.ts";
import type { ServerParts } from "../http/api.ts";
import { itemsOf } from "../http/inputs.ts";
import { route } from "../http/route.ts";
import { servedName } from "./model-routes.ts";
import {
  ollamaAnswer,
  type OllamaAnswer,
  ollamaBody,
  ollamaError,
  ollamaPromptAnswer,
  type OllamaPromptAnswer,
  ollamaPromptBody,
} from "./schema.ts";

const nanosecondsPerMillisecond = 1_000_000;

/** `/api/embed` and `/api/embeddings`. */
export function addEmbedRoutes(app: FastifyInstance, parts: ServerParts): void {
  const common = { method: "POST", tag: "Ollama", error: ollamaError } as const;
  route(app, {
    ...common,
    url: "/api/embed",
    summary: "Embed texts",
    body: ollamaBody,
    answer: ollamaAnswer,
    async handle(body, request, reply): Promise<OllamaAnswer> {
      const { model, dimensions: dimension, layer, input } = body;
      const name = servedName(parts.models, model);
      // As Ollama does: no input gives no vectors.
      if (input.length === 0) {
        parts.models.find(name);
        return { model, embeddings: [], total_duration: 0, load_duration: 0, prompt_eval_count: 0 };
      }
      const inputs = typeof input === "string" ? [input] : input;
      const truncate = body.truncate === undefined ? undefined : body.truncate ? "end" : "none";
      const call = { model: name, inputs, nameOf: itemsOf("input", input), dimension, layer, truncate, truncateByDefault: "end" } as const;
      const { embeddings, tokens } = await embedFor(parts, request, reply, call);
      return {
        model,
        embeddings: embeddings.vectors,
        total_duration: Math.round(reply.elapsedTime * nanosecondsPerMillisecond),
        load_duration: 0,
        prompt_eval_count: tokens,
      };
    },
  });
  route(app, {
    ...common,
    url: "/api/embeddings",
    summary: "Embed one text",
    description: "Ollama's older way. The vector is of length 1, as that of /api/embed.",
    body: ollamaPromptBody,
    answer: ollamaPromptAnswer,
    async handle({ model, layer, prompt = "" }, request, reply): Promise<OllamaPromptAnswer> {
      const name = servedName(parts.models, model);
      if (prompt === "") {
        parts.models.find(name);
        return { embedding: new Float32Array() };
      }
      const call = { model: name, inputs: [prompt], nameOf: () => "prompt", layer, truncateByDefault: "end" } as const;
      const { embeddings } = await embedFor(parts, request, reply, call);
      return { embedding: embeddings.data };
    },
  });
}

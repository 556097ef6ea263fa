import type { FastifyInstance } from "fastify";
import { searchFor } from "../embedding/search-for.ts";
import type { ServerParts } from "../http/api.ts";
import { promptNamed } from "../http/inputs.ts";
import { route } from "../http/route.ts";
import { nestvecErrorBody, nestvecSearchAnswer, type NestvecSearchAnswer, nestvecSearchBody } from "./schema.ts";

/** `/nestvec/search`. */
export function addSearchRoute(app: FastifyInstance, parts: ServerParts): void {
  route(app, {
    method: "POST",
    url: "/nestvec/search",
    summary: "The texts nearest to a query, at one exit or in a cascade",
    tag: "nestvec",
    body: nestvecSearchBody,
    answer: nestvecSearchAnswer,
    error: nestvecErrorBody,
    async handle(body, request, reply): Promise<NestvecSearchAnswer> {
      const { query, texts, layer, dimension, cascade, task, truncate } = body;
      const { model, result } = await searchFor(parts, request, reply, {
        model: body.model,
        query,
        texts,
        textsName: "texts",
        maxTokens: body.max_tokens,
        truncate,
        options: { layer, dimension, cascade, task, topK: body.top_k },
        prompt: promptNamed(body.prompt_name),
        textPrompt: promptNamed(body.text_prompt_name),
      });
      const { matches, space, milliseconds, cascade: steps } = result;
      return { model: model.name, matches, layer: result.layer, dimension: result.dimension, space, cascade: steps, milliseconds };
    },
  });
}

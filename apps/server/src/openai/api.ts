import type { FastifyInstance } from "fastify";
import type { Truncate } from "@nestvec/core";
import { encodeBase64 } from "@nestvec/core/vectors";
import { Refusal } from "../base/refusal.ts";
import { type EmbedCall, embedFor } from "../embedding/embed-for.ts";
import { type Api, type ServerParts, statusesOf } from "../http/api.ts";
import { inputList, itemsOf, promptNamed, requireContent, vllmLimit } from "../http/inputs.ts";
import { route } from "../http/route.ts";
import type { ServedModel } from "../models/served-models.ts";
import { openAiNaming } from "./errors.ts";
import {
  type EmbeddingsAnswer,
  embeddingsAnswer,
  embeddingsBody,
  type EmbeddingsBody,
  type ModelEntry,
  modelEntry,
  type ModelList,
  modelList,
  type OpenAiError,
  openAiError,
} from "./schema.ts";

/** OpenAI's API: `/v1/embeddings` and `/v1/models`. */
export const openAiApi: Api = {
  name: "OpenAI",
  // The second is where TEI and infinity have it, too.
  paths: ["/v1/", "/embeddings"],
  statuses: statusesOf(openAiNaming),
  errorBody: ({ kind, message, parameter }): OpenAiError => ({
    error: { message, type: openAiNaming[kind].type, param: parameter ?? null, code: openAiNaming[kind].code },
  }),
  addRoutes,
};

function addRoutes(app: FastifyInstance, parts: ServerParts): void {
  for (const url of ["/v1/embeddings", "/embeddings"]) {
    route(app, {
      method: "POST",
      url,
      summary: "Embed texts",
      tag: "OpenAI",
      body: embeddingsBody,
      answer: embeddingsAnswer,
      error: openAiError,
      async handle(body, request, reply): Promise<EmbeddingsAnswer> {
        const { model, embeddings, tokens } = await embedFor(parts, request, reply, callOf(body));
        const asText = body.encoding_format === "base64";
        return {
          object: "list",
          data: embeddings.vectors.map((vector, index) => ({
            object: "embedding",
            index,
            embedding: asText ? encodeBase64(vector) : vector,
          })),
          model: model.name,
          usage: { prompt_tokens: tokens, total_tokens: tokens },
        };
      },
    });
  }
  route(app, {
    method: "GET",
    url: "/v1/models",
    summary: "List the models",
    tag: "OpenAI",
    answer: modelList,
    error: openAiError,
    handle: async (): Promise<ModelList> => ({ object: "list", data: parts.models.models.map(entryOf) }),
  });
  route(app, {
    method: "GET",
    url: "/v1/models/:model",
    summary: "One model",
    tag: "OpenAI",
    answer: modelEntry,
    error: openAiError,
    handle: async (_body, request) => entryOf(parts.models.find((request.params as { readonly model: string }).model)),
  });
}

const entryOf = ({ name, created }: ServedModel): ModelEntry => ({ id: name, object: "model", created, owned_by: "nestvec" });

function callOf(body: EmbeddingsBody): EmbedCall {
  const inputs = inputList(body.input);
  const nameOf = itemsOf("input", body.input);
  requireContent(inputs, nameOf);
  if (body.layer !== undefined && body.target_layer !== undefined && body.layer !== body.target_layer) {
    throw new Refusal("argument", "layer and target_layer are the same thing, and differ.", { parameter: "layer" });
  }
  return {
    model: body.model,
    inputs,
    nameOf,
    layer: body.layer ?? body.target_layer,
    dimension: body.dimensions,
    truncate: truncateOf(body),
    maxTokens: vllmLimit(body),
    // As OpenAI does: a long input is an error.
    truncateByDefault: "none",
    prompt: promptNamed(body.prompt_name),
    inputType: body.input_type,
  };
}

/** vLLM's `truncate_prompt_tokens` asks for a cut, too; it cuts at the end unless `truncation_side` is left. */
function truncateOf({ truncate, truncate_prompt_tokens: limit, truncation_side: side }: EmbeddingsBody): Truncate | undefined {
  if (typeof truncate === "string") return truncate;
  if (truncate !== undefined) return truncate ? "end" : "none";
  if (limit === undefined && side === undefined) return undefined;
  return side === "left" ? "start" : "end";
}

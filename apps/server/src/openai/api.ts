import type { FastifyInstance } from "fastify";
import type { Truncate } from "@nestvec/core";
import { encodeBase64 } from "@nestvec/core/vectors";
import { Refusal, type RefusalKind } from "../base/refusal.ts";
import { type EmbedCall, embedFor } from "../embedding/embed-for.ts";
import { type Api, type ServerParts, statusesOf } from "../http/api.ts";
import { inputList, itemsOf, promptNamed, requireContent, vllmLimit } from "../http/inputs.ts";
import { route } from "../http/route.ts";
import type { ServedModel } from "../models/served-models.ts";
import {
  embeddingsAnswer,
  type EmbeddingsAnswer,
  embeddingsBody,
  type EmbeddingsBody,
  modelEntry,
  type ModelEntry,
  type ModelList,
  modelList,
  openAiError,
  type OpenAiError,
} from "./schema.ts";

/** How OpenAI's API calls a refusal. */
interface Naming {
  readonly status: number;
  readonly type: string;
  readonly code: string | null;
}

const invalid = (code: string | null, status = 400): Naming => ({ status, type: "invalid_request_error", code });
const server = (status: number, code: string | null = null): Naming => ({ status, type: "server_error", code });

/** Each refusal in OpenAI's words. Its client makes its error class of the status. */
const naming: Readonly<Record<RefusalKind, Naming>> = {
  argument: invalid(null),
  empty: invalid(null),
  "body too large": invalid("request_too_large", 413),
  "too many inputs": invalid("too_many_inputs"),
  "input too long": invalid("context_length_exceeded"),
  layer: invalid("invalid_layer"),
  dimension: invalid("invalid_dimensions"),
  "unknown model": invalid("model_not_found", 404),
  "unknown path": invalid("unknown_url", 404),
  method: invalid("method_not_allowed", 405),
  malformed: invalid("malformed_request"),
  "headers too large": invalid("headers_too_large", 431),
  "content type": invalid("unsupported_content_type", 415),
  unauthorized: invalid("invalid_api_key", 401),
  forbidden: { status: 403, type: "permission_error", code: "forbidden" },
  unsupported: invalid("unsupported"),
  overloaded: { status: 429, type: "rate_limit_error", code: "rate_limit_exceeded" },
  "not ready": server(503, "service_unavailable"),
  deadline: server(504, "timeout"),
  "client gone": invalid("client_closed_request", 499),
  timeout: invalid("timeout", 408),
  backend: server(500, "backend_error"),
  unexpected: server(500),
};

/** OpenAI's API: `/v1/embeddings` and `/v1/models`. */
export const openAiApi: Api = {
  name: "OpenAI",
  // The second is where TEI and infinity have it, too.
  paths: ["/v1/", "/embeddings"],
  statuses: statusesOf(naming),
  errorBody: ({ kind, message, parameter }): OpenAiError => ({
    error: { message, type: naming[kind].type, param: parameter ?? null, code: naming[kind].code },
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
    task: body.task,
  };
}

/** vLLM's `truncate_prompt_tokens` asks for a cut, too; it cuts at the end unless `truncation_side` is left. */
function truncateOf({ truncate, truncate_prompt_tokens: limit, truncation_side: side }: EmbeddingsBody): Truncate | undefined {
  if (typeof truncate === "string") return truncate;
  if (truncate !== undefined) return truncate ? "end" : "none";
  if (limit === undefined && side === undefined) return undefined;
  return side === "left" ? "start" : "end";
}

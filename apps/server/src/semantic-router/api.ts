import type { FastifyInstance } from "fastify";
import { topK } from "@nestvec/core/vectors";
import { Refusal, type RefusalKind } from "../base/refusal.ts";
import { cosinesToFirst, embedFor } from "../embedding/embed-for.ts";
import { type Api, type ServerParts, statusesOf } from "../http/api.ts";
import { firstAndItems, itemsOf, refuseImages } from "../http/inputs.ts";
import { route } from "../http/route.ts";
import type { ServedModel } from "../models/served-models.ts";
import { routerCall } from "./router-call.ts";
import {
  routerBatchBody,
  routerEmbeddings,
  type RouterEmbeddings,
  routerEmbeddingsBody,
  type RouterError,
  routerError,
  routerMatches,
  type RouterMatches,
  type RouterModels,
  routerModels,
  type RouterSimilarity,
  routerSimilarity,
  routerSimilarityBody,
} from "./schema.ts";

/** How the semantic router calls a refusal. */
interface Naming {
  readonly status: number;
  readonly code: string;
}

const called = (status: number, code: string): Naming => ({ status, code });

/** Each refusal by the semantic router's codes; those that it has no code for have one in its manner. */
const naming: Readonly<Record<RefusalKind, Naming>> = {
  argument: called(400, "INVALID_PARAMETER"),
  empty: called(400, "INVALID_INPUT"),
  "body too large": called(413, "REQUEST_TOO_LARGE"),
  "too many inputs": called(413, "EMBEDDING_INPUT_TOO_LARGE"),
  "input too long": called(413, "EMBEDDING_INPUT_TOO_LARGE"),
  layer: called(400, "INVALID_LAYER"),
  dimension: called(400, "INVALID_DIMENSION"),
  "unknown model": called(400, "INVALID_PARAMETER"),
  "unknown path": called(404, "NOT_FOUND"),
  method: called(405, "METHOD_NOT_ALLOWED"),
  malformed: called(400, "MALFORMED_REQUEST"),
  "headers too large": called(431, "HEADERS_TOO_LARGE"),
  "content type": called(415, "UNSUPPORTED_MEDIA_TYPE"),
  unauthorized: called(401, "UNAUTHORIZED"),
  forbidden: called(403, "FORBIDDEN"),
  unsupported: called(400, "INVALID_PARAMETER"),
  overloaded: called(429, "OVERLOADED"),
  "not ready": called(503, "SERVICE_UNAVAILABLE"),
  deadline: called(504, "DEADLINE_EXCEEDED"),
  "client gone": called(499, "CLIENT_CLOSED_REQUEST"),
  timeout: called(408, "REQUEST_TIMEOUT"),
  backend: called(500, "EMBEDDING_GENERATION_FAILED"),
  unexpected: called(500, "INTERNAL_ERROR"),
};

const common = { tag: "Semantic router", error: routerError } as const;

/** The API of vllm-project/semantic-router's embedding service. */
export const semanticRouterApi: Api = {
  name: "Semantic router",
  paths: ["/api/v1/"],
  statuses: statusesOf(naming),
  errorBody: ({ kind, message }): RouterError => ({
    error: { code: naming[kind].code, message, timestamp: new Date().toISOString() },
  }),
  addRoutes(app, parts) {
    addEmbeddings(app, parts);
    addSimilarities(app, parts);
    addModels(app, parts);
  },
};

function addEmbeddings(app: FastifyInstance, parts: ServerParts): void {
  route(app, {
    ...common,
    method: "POST",
    url: "/api/v1/embeddings",
    summary: "Embed texts",
    body: routerEmbeddingsBody,
    answer: routerEmbeddings,
    async handle(body, request, reply): Promise<RouterEmbeddings> {
      refuseImages(body);
      const texts = body.texts ?? [];
      const { embeddings, model } = await embedFor(parts, request, reply, await routerCall(parts, body, texts, itemsOf("texts")));
      const total = Math.round(embeddings.milliseconds);
      const each = total / texts.length;
      return {
        embeddings: embeddings.vectors.map((vector, index) => ({
          text: texts[index] ?? "",
          embedding: vector,
          dimension: embeddings.dimension,
          model_used: model.name,
          processing_time_ms: Math.round(each),
        })),
        total_count: texts.length,
        total_processing_time_ms: total,
        avg_processing_time_ms: each,
      };
    },
  });
}

function addSimilarities(app: FastifyInstance, parts: ServerParts): void {
  route(app, {
    ...common,
    method: "POST",
    url: "/api/v1/similarity",
    summary: "Cosine of two texts",
    body: routerSimilarityBody,
    answer: routerSimilarity,
    async handle(body, request, reply): Promise<RouterSimilarity> {
      const { embeddings, model } = await embedFor(
        parts,
        request,
        reply,
        await routerCall(parts, body, [body.text1, body.text2], (index) => `text${index + 1}`),
      );
      const [similarity = Number.NaN] = cosinesToFirst(embeddings);
      return { model_used: model.name, similarity, processing_time_ms: embeddings.milliseconds };
    },
  });
  route(app, {
    ...common,
    method: "POST",
    url: "/api/v1/similarity/batch",
    summary: "The candidates nearest to a query",
    body: routerBatchBody,
    answer: routerMatches,
    async handle(body, request, reply): Promise<RouterMatches> {
      const { query, candidates, top_k: wanted } = body;
      if (candidates.length === 0) throw new Refusal("empty", "candidates is empty.", { parameter: "candidates" });
      const nameOf = firstAndItems("query", "candidates");
      const { embeddings, model } = await embedFor(parts, request, reply, await routerCall(parts, body, [query, ...candidates], nameOf));
      const ranks = topK(cosinesToFirst(embeddings), Math.min(wanted || candidates.length, candidates.length));
      return {
        matches: ranks.map(({ index, score }) => ({ index, similarity: score, text: candidates[index] ?? "" })),
        total_candidates: candidates.length,
        model_used: model.name,
        processing_time_ms: embeddings.milliseconds,
      };
    },
  });
}

function addModels(app: FastifyInstance, parts: ServerParts): void {
  route(app, {
    ...common,
    method: "GET",
    url: "/api/v1/embeddings/models",
    summary: "The models, with their exits and dimensions",
    answer: routerModels,
    async handle(): Promise<RouterModels> {
      const models = await Promise.all(parts.models.models.map(entryOf));
      return { models, count: models.length };
    },
  });
}

async function entryOf(model: ServedModel): Promise<RouterModels["models"][number]> {
  const { name, state } = model;
  const loaded = state === "ready";
  const info = loaded ? (await model.use()).info : undefined;
  const metadata =
    info === undefined
      ? {}
      : {
          available_layers: info.exits.map(({ layer }) => layer).join(", "),
          available_dimensions: info.dimensions?.join(", ") ?? `1 to ${info.width}`,
          default_dimension: String(info.width),
          max_sequence_length: String(info.maxTokens),
          shared_space: String(info.sharedSpace),
        };
  return { name, type: "embedding", loaded, state, metadata };
}

import type { FastifyInstance } from "fastify";
import type { ServerParts } from "../http/api.ts";
import { vllmLimit } from "../http/inputs.ts";
import { route } from "../http/route.ts";
import { answerOf, type DocumentRanks, documentRanks, documentsBody, textsOfDocuments } from "../rerank/documents.ts";
import { rerankTexts } from "../rerank/rerank-texts.ts";
import { cohereError } from "./schema.ts";

/** `/v1/rerank`, where Jina, vLLM, infinity and Open WebUI have it, too, and `/v2/rerank`. */
export function addRerankRoutes(app: FastifyInstance, parts: ServerParts): void {
  for (const version of ["1", "2"]) {
    route(app, {
      method: "POST",
      url: `/v${version}/rerank`,
      summary: "Order documents by how near they are to a query",
      description: "Scores are cosines of embeddings, from -1 to 1, not those of a cross-encoder; the header x-nestvec-score says so, too.",
      tag: "Cohere",
      body: documentsBody,
      answer: documentRanks,
      error: cohereError,
      async handle(body, request, reply): Promise<DocumentRanks> {
        const { model, query, layer, top_n: topN, max_tokens_per_doc: perDocument, return_documents: withDocuments = false } = body;
        const texts = textsOfDocuments(body.documents);
        const call = { model, query, layer, topN, texts, textsName: "documents", maxTokens: perDocument ?? vllmLimit(body) };
        return answerOf(await rerankTexts(parts, request, reply, { ...call, truncateByDefault: "end" }), texts, { withDocuments, version });
      },
    });
  }
}

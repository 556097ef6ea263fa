import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { Refusal } from "../base/refusal.ts";
import type { ServerParts } from "../http/api.ts";
import { vllmLimit } from "../http/inputs.ts";
import { route } from "../http/route.ts";
import { answerOf, documentRanks, type DocumentRanks, textsOfDocuments } from "../rerank/documents.ts";
import { rerankTexts } from "../rerank/rerank-texts.ts";
import { teiCut } from "./embed-routes.ts";
import { rerankBody, type RerankBody, teiError } from "./schema.ts";

/** A text in TEI's answer. */
interface TeiRank {
  readonly index: number;
  readonly score: number;
  readonly text?: string | undefined;
}

const answer: z.ZodType<readonly TeiRank[] | DocumentRanks> = z.union([
  z.array(z.object({ index: z.number().int(), score: z.number().describe("Cosine, from -1 to 1."), text: z.string().optional() })),
  documentRanks,
]);

/** `/rerank`. */
export function addRerankRoute(app: FastifyInstance, parts: ServerParts): void {
  route(app, {
    method: "POST",
    url: "/rerank",
    summary: "Order texts by how near they are to a query",
    description: "Scores are cosines of embeddings, from -1 to 1, not those of a cross-encoder; the header x-nestvec-score says so, too.",
    tag: "TEI",
    body: rerankBody,
    answer,
    error: teiError,
    async handle(body, request, reply): Promise<readonly TeiRank[] | DocumentRanks> {
      const { texts, textsName } = textsOf(body);
      const { model, layer, query, top_n: topN } = body;
      const cut = { ...teiCut(body), maxTokens: vllmLimit(body) };
      const reranked = await rerankTexts(parts, request, reply, { model, layer, query, texts, textsName, topN, ...cut });
      if (body.texts === undefined) return answerOf(reranked, texts, { withDocuments: body.return_documents === true, version: "1" });
      const withText = body.return_text === true;
      return reranked.ranks.map(({ index, score }) => ({ index, score, ...(withText ? { text: texts[index] ?? "" } : {}) }));
    },
  });
}

function textsOf({ texts, documents }: RerankBody): { readonly texts: readonly string[]; readonly textsName: string } {
  if (texts !== undefined && documents !== undefined)
    throw new Refusal("argument", "texts and documents are the same thing: give one of them.", { parameter: "texts" });
  if (texts !== undefined) return { texts, textsName: "texts" };
  if (documents !== undefined) return { texts: textsOfDocuments(documents), textsName: "documents" };
  throw new Refusal("argument", "texts or documents are needed.", { parameter: "texts" });
}

import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { topK } from "@nestvec/core/vectors";
import { cosinesToFirst } from "../embedding/cosines.ts";
import type { House } from "../embedding/house.ts";
import { embedFor } from "../http/embed-for.ts";
import { route } from "../http/route.ts";
import { Refusal } from "../refusal/refusal.ts";
import { teiCut } from "./embed-routes.ts";
import { rerankBody, teiError, type RerankBody } from "./schema.ts";

/** A text in TEI's answer. */
interface TeiRank {
  readonly index: number;
  readonly score: number;
  readonly text?: string | undefined;
}

/** Cohere's and Jina's answer. */
interface DocumentRanks {
  readonly model: string;
  readonly results: readonly {
    readonly index: number;
    readonly relevance_score: number;
    readonly document?: { readonly text: string } | undefined;
  }[];
  readonly usage: { readonly total_tokens: number };
  /** What the scores are. */
  readonly score_type: "cosine";
}

const answer: z.ZodType<readonly TeiRank[] | DocumentRanks> = z.union([
  z.array(z.object({ index: z.number().int(), score: z.number().describe("Cosine, from -1 to 1."), text: z.string().optional() })),
  z.object({
    model: z.string(),
    results: z.array(
      z.object({
        index: z.number().int(),
        relevance_score: z.number().describe("Cosine, from -1 to 1."),
        document: z.object({ text: z.string() }).optional(),
      }),
    ),
    usage: z.object({ total_tokens: z.number().int() }),
    score_type: z.literal("cosine"),
  }),
]);

/** `/rerank`. */
export function addRerankRoute(app: FastifyInstance, house: House): void {
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
      const texts = textsOf(body);
      const { embeddings, model, tokens } = await embedFor(house, request, reply, {
        model: body.model,
        layer: body.layer,
        inputs: [body.query, ...texts],
        ...teiCut(body),
      });
      reply.header("x-nestvec-score", "cosine");
      const ranks = topK(cosinesToFirst(embeddings), Math.min(body.top_n ?? texts.length, texts.length));
      if (body.texts !== undefined)
        return ranks.map(({ index, score }) => ({ index, score, ...(body.return_text === true ? { text: texts[index] ?? "" } : {}) }));
      const document = (index: number): object => (body.return_documents === true ? { document: { text: texts[index] ?? "" } } : {});
      const results = ranks.map(({ index, score }) => ({ index, relevance_score: score, ...document(index) }));
      return { model: model.name, results, usage: { total_tokens: tokens }, score_type: "cosine" };
    },
  });
}

function textsOf({ texts, documents }: RerankBody): readonly string[] {
  if (texts !== undefined && documents !== undefined)
    throw new Refusal("argument", "texts and documents are the same thing: give one of them.", { parameter: "texts" });
  const given = texts ?? documents?.map((document) => (typeof document === "string" ? document : document.text));
  if (given === undefined) throw new Refusal("argument", "texts or documents are needed.", { parameter: "texts" });
  if (given.length === 0) throw new Refusal("empty", "`texts` cannot be empty.", { parameter: "texts" });
  return given;
}

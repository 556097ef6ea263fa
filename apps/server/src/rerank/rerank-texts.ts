import type { FastifyReply, FastifyRequest } from "fastify";
import { topK, type Scored } from "@nestvec/core/vectors";
import { Refusal } from "../base/refusal.ts";
import { cosinesToFirst, type EmbedCall, embedFor } from "../embedding/embed-for.ts";
import type { ServerParts } from "../http/api.ts";
import { firstAndItems, requireContent } from "../http/inputs.ts";
import type { ServedModel } from "../models/served-models.ts";

/** What is ordered, and how it is embedded. */
export interface RerankCall extends Omit<EmbedCall, "inputs" | "nameOf"> {
  readonly query: string;
  readonly texts: readonly string[];
  /** What the request calls the texts. */
  readonly textsName: string;
  /** How many are wanted. Left out: all. */
  readonly topN?: number | undefined;
}

/** Texts in the order of their cosine to the query. */
export interface Reranked {
  readonly ranks: readonly Scored[];
  readonly model: ServedModel;
  readonly tokens: number;
}

/** Orders texts by the cosines of their vectors to that of a query; a header of the answer says that they are cosines. @throws as `embedFor` */
export async function rerankTexts(parts: ServerParts, request: FastifyRequest, reply: FastifyReply, call: RerankCall): Promise<Reranked> {
  const { query, texts, textsName, topN = texts.length, ...options } = call;
  if (texts.length === 0) throw new Refusal("empty", `${textsName} is empty.`, { parameter: textsName });
  const inputs = [query, ...texts];
  const nameOf = firstAndItems("query", textsName);
  requireContent(inputs, nameOf);
  const { embeddings, model, tokens } = await embedFor(parts, request, reply, { ...options, inputs, nameOf });
  reply.header("x-nestvec-score", "cosine");
  return { ranks: topK(cosinesToFirst(embeddings), Math.min(topN, texts.length)), model, tokens };
}

import type { FastifyReply, FastifyRequest } from "fastify";
import { topK, type Scored } from "@nestvec/core/vectors";
import { cosinesToFirst } from "../embedding/cosines.ts";
import type { EmbedCall } from "../embedding/embed-inputs.ts";
import type { House } from "../embedding/house.ts";
import { firstAndItems } from "../embedding/item-name.ts";
import { embedFor } from "../http/embed-for.ts";
import { requireContent } from "../limits/input-limits.ts";
import type { ServedModel } from "../models/served-model.ts";
import { Refusal } from "../refusal/refusal.ts";

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
export async function rerankTexts(house: House, request: FastifyRequest, reply: FastifyReply, call: RerankCall): Promise<Reranked> {
  const { query, texts, textsName, topN = texts.length, ...options } = call;
  if (texts.length === 0) throw new Refusal("empty", `${textsName} is empty.`, { parameter: textsName });
  const inputs = [query, ...texts];
  const nameOf = firstAndItems("query", textsName);
  requireContent(inputs, nameOf);
  const { embeddings, model, tokens } = await embedFor(house, request, reply, { ...options, inputs, nameOf });
  reply.header("x-nestvec-score", "cosine");
  return { ranks: topK(cosinesToFirst(embeddings), Math.min(topN, texts.length)), model, tokens };
}

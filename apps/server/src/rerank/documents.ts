import { randomUUID } from "node:crypto";
import { z } from "zod";
import { listOf, promptTokens } from "../http/inputs.ts";
import type { Reranked } from "./rerank-texts.ts";

/** A document: its text, alone or in an object. */
export type Document = string | { readonly text: string };

/** What Cohere, Jina, vLLM, infinity and Open WebUI send to be ordered. */
export interface DocumentsBody {
  readonly model?: string | undefined;
  readonly query: string;
  readonly documents: readonly Document[];
  readonly top_n?: number | undefined;
  readonly return_documents?: boolean | undefined;
  readonly rank_fields?: readonly "text"[] | undefined;
  readonly max_tokens_per_doc?: number | undefined;
  readonly truncate_prompt_tokens?: number | undefined;
  readonly layer?: number | undefined;
}

/** A list of documents. */
export const documentList: z.ZodType<readonly Document[]> = listOf(
  z.union([z.string(), z.object({ text: z.string() })], { error: "must be a text, or an object with a text" }),
);

/** @see DocumentsBody */
export const documentsBody: z.ZodType<DocumentsBody> = z
  .object({
    model: z.string().optional(),
    query: z.string(),
    documents: documentList,
    top_n: z.number().int().positive().optional().describe("Default: all."),
    return_documents: z.boolean().optional().describe("Default: false."),
    rank_fields: listOf(z.literal("text", { error: "must be text: other fields are not read" })).optional(),
    max_tokens_per_doc: z.number().int().positive().optional().describe("Tokens that are read of the query and of each document."),
    truncate_prompt_tokens: promptTokens.optional().describe("The same in vLLM's words; -1: as many as the model reads."),
    layer: z.number().int().positive().optional().describe("The exit. Not in the original APIs."),
  })
  .meta({
    examples: [{ query: "What is deep learning?", documents: ["Deep learning is a kind of machine learning.", "Cheese is made of milk."] }],
  });

/** Documents in their order, in a shape that the clients of Cohere, Jina, vLLM, infinity and Open WebUI read. */
export interface DocumentRanks {
  readonly id: string;
  readonly object: "rerank";
  readonly model: string;
  readonly results: readonly {
    readonly index: number;
    readonly relevance_score: number;
    readonly document?: { readonly text: string } | undefined;
  }[];
  readonly usage: { readonly prompt_tokens: number; readonly total_tokens: number };
  readonly meta: { readonly api_version: { readonly version: string }; readonly billed_units: { readonly input_tokens: number } };
  /** What the scores are. */
  readonly score_type: "cosine";
}

/** @see DocumentRanks */
export const documentRanks: z.ZodType<DocumentRanks> = z.object({
  id: z.string(),
  object: z.literal("rerank"),
  model: z.string(),
  results: z.array(
    z.object({
      index: z.number().int(),
      relevance_score: z.number().describe("Cosine, from -1 to 1."),
      document: z.object({ text: z.string() }).optional(),
    }),
  ),
  usage: z.object({ prompt_tokens: z.number().int(), total_tokens: z.number().int() }),
  meta: z.object({ api_version: z.object({ version: z.string() }), billed_units: z.object({ input_tokens: z.number().int() }) }),
  score_type: z.literal("cosine"),
});

/** The texts of documents. */
export const textsOfDocuments = (documents: readonly Document[]): readonly string[] =>
  documents.map((document) => (typeof document === "string" ? document : document.text));

/** The answer to a request with documents. */
export function answerOf(
  { ranks, model, tokens }: Reranked,
  texts: readonly string[],
  { withDocuments, version }: { readonly withDocuments: boolean; readonly version: string },
): DocumentRanks {
  return {
    id: randomUUID(),
    object: "rerank",
    model: model.name,
    results: ranks.map(({ index, score }) => ({
      index,
      relevance_score: score,
      ...(withDocuments ? { document: { text: texts[index] ?? "" } } : {}),
    })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
    meta: { api_version: { version }, billed_units: { input_tokens: tokens } },
    score_type: "cosine",
  };
}

import { z } from "zod";
import { listOf } from "../http/inputs.ts";
import { vectorSchema } from "../http/route.ts";

/** Which cut, as the semantic router asks for it. */
export interface RouterCut {
  readonly model?: string | undefined;
  readonly dimension?: number | undefined;
  readonly target_layer?: number | undefined;
  readonly quality_priority?: number | undefined;
  readonly latency_priority?: number | undefined;
}

const priority = z
  .number({ error: "must be between 0.0 and 1.0" })
  .min(0, { error: "must be between 0.0 and 1.0" })
  .max(1, { error: "must be between 0.0 and 1.0" });

// Go's JSON leaves out what is 0 and reads what is left out as 0: both mean "not said".
const cut = {
  model: z.string().optional().describe('A served model, or "auto": the first.'),
  dimension: z.number().int().optional().describe("How many of the leading numbers are kept."),
  target_layer: z.number().int().optional().describe("The exit."),
  quality_priority: priority
    .optional()
    .describe("Against latency_priority: how much of the best quality is wanted, by the model's own table."),
  latency_priority: priority.optional(),
};

/** Body of `/api/v1/embeddings`. */
export interface RouterEmbeddingsBody extends RouterCut {
  readonly texts?: readonly string[] | undefined;
  readonly images?: readonly unknown[] | undefined;
}

/** @see RouterEmbeddingsBody */
export const routerEmbeddingsBody: z.ZodType<RouterEmbeddingsBody> = z
  .object({ texts: listOf(z.string()).optional(), images: listOf(z.unknown()).optional().describe("Refused: texts only."), ...cut })
  .meta({ examples: [{ texts: ["What is the capital of France?"], dimension: 128, target_layer: 4 }] });

/** Body of `/api/v1/similarity`. */
export interface RouterSimilarityBody extends RouterCut {
  readonly text1: string;
  readonly text2: string;
}

/** @see RouterSimilarityBody */
export const routerSimilarityBody: z.ZodType<RouterSimilarityBody> = z
  .object({ text1: z.string(), text2: z.string(), ...cut })
  .meta({ examples: [{ text1: "What is AI?", text2: "What is machine learning?", dimension: 64 }] });

/** Body of `/api/v1/similarity/batch`. */
export interface RouterBatchBody extends RouterCut {
  readonly query: string;
  readonly candidates: readonly string[];
  readonly top_k?: number | undefined;
}

/** @see RouterBatchBody */
export const routerBatchBody: z.ZodType<RouterBatchBody> = z
  .object({ query: z.string(), candidates: listOf(z.string()), top_k: z.number().int().nonnegative().optional(), ...cut })
  .meta({ examples: [{ query: "machine learning", candidates: ["neural networks", "cheese"], top_k: 1 }] });

/** Answer of `/api/v1/embeddings`. */
export interface RouterEmbeddings {
  readonly embeddings: readonly {
    readonly text: string;
    readonly embedding: Float32Array;
    readonly dimension: number;
    readonly model_used: string;
    readonly processing_time_ms: number;
  }[];
  readonly total_count: number;
  readonly total_processing_time_ms: number;
  readonly avg_processing_time_ms: number;
}

/** @see RouterEmbeddings */
export const routerEmbeddings: z.ZodType<RouterEmbeddings> = z.object({
  embeddings: z.array(
    z.object({
      text: z.string(),
      embedding: vectorSchema,
      dimension: z.number().int(),
      model_used: z.string(),
      processing_time_ms: z.number().int(),
    }),
  ),
  total_count: z.number().int(),
  total_processing_time_ms: z.number().int(),
  avg_processing_time_ms: z.number(),
});

/** Answer of `/api/v1/similarity`. */
export interface RouterSimilarity {
  readonly model_used: string;
  readonly similarity: number;
  readonly processing_time_ms: number;
}

/** @see RouterSimilarity */
export const routerSimilarity: z.ZodType<RouterSimilarity> = z.object({
  model_used: z.string(),
  similarity: z.number(),
  processing_time_ms: z.number(),
});

/** Answer of `/api/v1/similarity/batch`. */
export interface RouterMatches {
  readonly matches: readonly { readonly index: number; readonly similarity: number; readonly text: string }[];
  readonly total_candidates: number;
  readonly model_used: string;
  readonly processing_time_ms: number;
}

/** @see RouterMatches */
export const routerMatches: z.ZodType<RouterMatches> = z.object({
  matches: z.array(z.object({ index: z.number().int(), similarity: z.number(), text: z.string() })),
  total_candidates: z.number().int(),
  model_used: z.string(),
  processing_time_ms: z.number(),
});

/** Answer of `/api/v1/embeddings/models`. */
export interface RouterModels {
  readonly models: readonly {
    readonly name: string;
    readonly type: "embedding";
    readonly loaded: boolean;
    readonly state: string;
    readonly metadata: Readonly<Record<string, string>>;
  }[];
  readonly count: number;
}

/** @see RouterModels */
export const routerModels: z.ZodType<RouterModels> = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      type: z.literal("embedding"),
      loaded: z.boolean(),
      state: z.string(),
      metadata: z.record(z.string(), z.string()),
    }),
  ),
  count: z.number().int(),
});

/** The semantic router's error. */
export interface RouterError {
  readonly error: { readonly code: string; readonly message: string; readonly timestamp: string };
}

/** @see RouterError */
export const routerError: z.ZodType<RouterError> = z.object({
  error: z.object({ code: z.string(), message: z.string(), timestamp: z.string() }),
});

import { z } from "zod";
import { listOf } from "../http/inputs.ts";
import { vectorSchema } from "../http/route.ts";

/** A form that Cohere gives vectors in. */
export type EmbeddingType = "float" | "int8" | "uint8" | "binary" | "ubinary" | "base64";

/** Body of Cohere's `/v1/embed`. */
export interface CohereV1Body {
  readonly model?: string | undefined;
  readonly texts?: readonly string[] | undefined;
  readonly inputs?: readonly { readonly content: readonly { readonly type: "text"; readonly text: string }[] }[] | undefined;
  readonly images?: readonly unknown[] | undefined;
  readonly input_type?: "search_document" | "search_query" | "classification" | "clustering" | undefined;
  readonly embedding_types?: readonly EmbeddingType[] | undefined;
  readonly truncate?: "NONE" | "START" | "END" | undefined;
  readonly output_dimension?: number | undefined;
  readonly max_tokens?: number | undefined;
  readonly layer?: number | undefined;
}

/** Body of Cohere's `/v2/embed`. */
export interface CohereBody extends CohereV1Body {
  readonly input_type: "search_document" | "search_query" | "classification" | "clustering";
}

const inputType = z.enum(["search_document", "search_query", "classification", "clustering"]);
const content = listOf(z.object({ type: z.literal("text", { error: "must be text: other content is not embedded" }), text: z.string() }));
const shared = {
  model: z.string().optional(),
  texts: listOf(z.string()).optional(),
  inputs: listOf(z.object({ content })).optional(),
  images: listOf(z.unknown()).optional().describe("Refused: texts only."),
  embedding_types: listOf(z.enum(["float", "int8", "uint8", "binary", "ubinary", "base64"]), 1)
    .optional()
    .describe("int8 and uint8: even steps over ±4 ÷ √dimension."),
  truncate: z.enum(["NONE", "START", "END"]).optional().describe("Default: END."),
  output_dimension: z.number().int().positive().optional(),
  max_tokens: z.number().int().positive().optional(),
  layer: z.number().int().positive().optional().describe("The exit. Not in Cohere's API."),
};

/** @see CohereBody */
export const cohereBody: z.ZodType<CohereBody> = z
  .object({ ...shared, input_type: inputType })
  .meta({ examples: [{ texts: ["Why is the sky blue?"], input_type: "search_query", embedding_types: ["float", "ubinary"] }] });

/** @see CohereV1Body */
export const cohereV1Body: z.ZodType<CohereV1Body> = z
  .object({ ...shared, input_type: inputType.optional() })
  .meta({ examples: [{ texts: ["Why is the sky blue?"] }] });

/** Cohere's error. */
export const cohereError: z.ZodType<{ readonly message: string }> = z.object({ message: z.string() });

/** Vectors in the forms that were asked for. */
export type TypedEmbeddings = { readonly [Type in EmbeddingType]?: readonly (Float32Array | readonly number[] | string)[] | undefined };

/** Cohere's answer. */
export interface CohereAnswer {
  readonly id: string;
  readonly embeddings: TypedEmbeddings;
  readonly texts: readonly string[];
  readonly meta: { readonly api_version: { readonly version: string }; readonly billed_units: { readonly input_tokens: number } };
  readonly response_type: "embeddings_by_type";
}

/** Cohere's answer in version 1. */
export interface CohereV1Answer extends Omit<CohereAnswer, "embeddings" | "response_type"> {
  readonly embeddings: readonly Float32Array[] | TypedEmbeddings;
  readonly response_type: "embeddings_floats" | "embeddings_by_type";
}

const rows = z.array(z.array(z.number())).optional();
const vectors = z.array(vectorSchema);
const byType = z.object({
  float: vectors.optional(),
  int8: rows,
  uint8: rows,
  binary: rows,
  ubinary: rows,
  base64: z.array(z.string()).optional(),
});
const around = {
  id: z.string(),
  texts: z.array(z.string()),
  meta: z.object({ api_version: z.object({ version: z.string() }), billed_units: z.object({ input_tokens: z.number().int() }) }),
};

/** @see CohereAnswer */
export const cohereAnswer: z.ZodType<CohereAnswer> = z.object({
  ...around,
  embeddings: byType,
  response_type: z.literal("embeddings_by_type"),
});

/** @see CohereV1Answer */
export const cohereV1Answer: z.ZodType<CohereV1Answer> = z.object({
  ...around,
  embeddings: z.union([vectors, byType]),
  response_type: z.enum(["embeddings_floats", "embeddings_by_type"]),
});

import { z } from "zod";
import { vectorSchema } from "../http/json-answer.ts";

/** A form that Cohere gives vectors in. */
export type EmbeddingType = "float" | "int8" | "uint8" | "binary" | "ubinary" | "base64";

/** Body of Cohere's `/v2/embed`. */
export interface CohereBody {
  readonly model?: string | undefined;
  readonly texts?: readonly string[] | undefined;
  readonly inputs?: readonly { readonly content: readonly { readonly type: "text"; readonly text: string }[] }[] | undefined;
  readonly input_type: "search_document" | "search_query" | "classification" | "clustering";
  readonly embedding_types?: readonly EmbeddingType[] | undefined;
  readonly truncate?: "NONE" | "START" | "END" | undefined;
  readonly output_dimension?: number | undefined;
  readonly max_tokens?: number | undefined;
  readonly layer?: number | undefined;
}

/** @see CohereBody */
export const cohereBody: z.ZodType<CohereBody> = z
  .object({
    model: z.string().optional(),
    texts: z.array(z.string()).optional(),
    inputs: z
      .array(
        z.object({
          content: z.array(
            z.object({ type: z.literal("text", { error: "must be text: other content is not embedded" }), text: z.string() }),
          ),
        }),
      )
      .optional(),
    input_type: z.enum(["search_document", "search_query", "classification", "clustering"]),
    embedding_types: z
      .array(z.enum(["float", "int8", "uint8", "binary", "ubinary", "base64"]))
      .min(1)
      .optional()
      .describe("Default: float. int8 and uint8: even steps over ±4 ÷ √dimension."),
    truncate: z.enum(["NONE", "START", "END"]).optional().describe("Default: END."),
    output_dimension: z.number().int().positive().optional(),
    max_tokens: z.number().int().positive().optional(),
    layer: z.number().int().positive().optional().describe("The exit. Not in Cohere's interface."),
  })
  .meta({ examples: [{ texts: ["Why is the sky blue?"], input_type: "search_query", embedding_types: ["float", "ubinary"] }] });

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

const rows = z.array(z.array(z.number())).optional();

/** @see CohereAnswer */
export const cohereAnswer: z.ZodType<CohereAnswer> = z.object({
  id: z.string(),
  embeddings: z.object({
    float: z.array(vectorSchema).optional(),
    int8: rows,
    uint8: rows,
    binary: rows,
    ubinary: rows,
    base64: z.array(z.string()).optional(),
  }),
  texts: z.array(z.string()),
  meta: z.object({ api_version: z.object({ version: z.string() }), billed_units: z.object({ input_tokens: z.number().int() }) }),
  response_type: z.literal("embeddings_by_type"),
});

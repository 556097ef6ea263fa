import { z } from "zod";
import { type Inputs, promptTokens, textOrIdInputs } from "../http/inputs.ts";
import { vectorSchema } from "../http/route.ts";

/** The body of OpenAI's `POST /v1/embeddings`, and what is added to it here. */
export interface EmbeddingsBody {
  readonly input: Inputs;
  readonly model?: string | undefined;
  readonly dimensions?: number | undefined;
  readonly encoding_format?: "float" | "base64" | undefined;
  readonly user?: string | undefined;
  readonly layer?: number | undefined;
  readonly target_layer?: number | undefined;
  readonly truncate?: boolean | "start" | "end" | "none" | undefined;
  readonly truncate_prompt_tokens?: number | undefined;
  readonly truncation_side?: "left" | "right" | undefined;
  readonly prompt_name?: string | undefined;
  readonly input_type?: "query" | "document" | "classification" | "clustering" | undefined;
  readonly task?: string | undefined;
}

const layer = z.number().int().positive();

/** @see EmbeddingsBody */
export const embeddingsBody: z.ZodType<EmbeddingsBody> = z
  .object({
    input: textOrIdInputs.describe("A text, the token ids of one, or a list of either."),
    model: z.string().optional().describe("A name that /v1/models lists. Left out: the first of them."),
    dimensions: z.number().int().positive().optional().describe("How many of the leading numbers are kept."),
    encoding_format: z.enum(["float", "base64"]).optional().describe("base64: little-endian float32. Default: float."),
    user: z.string().optional().describe("Taken, and not used."),
    layer: layer.optional().describe("The exit: leave the model after so many layers. Not in OpenAI's API."),
    target_layer: layer.optional().describe("Another name of layer."),
    truncate: z
      .union([z.boolean(), z.enum(["start", "end", "none"])])
      .optional()
      .describe("Which side of a long input is cut off; false: it is refused. Not in OpenAI's API."),
    truncate_prompt_tokens: promptTokens.optional().describe("Cut inputs to so many tokens, as vLLM does; -1: to the model's limit."),
    truncation_side: z.enum(["left", "right"]).optional().describe("Which side is cut off then. Default: right."),
    prompt_name: z.string().optional().describe('A prompt of the model, put before every text; "": none. Not in OpenAI\'s API.'),
    input_type: z
      .enum(["query", "document", "classification", "clustering"])
      .optional()
      .describe("Chooses the model's prompt of that kind."),
    task: z.string().optional().describe("What the vectors are for, such as retrieval.query, where the model has tasks. As in Jina's API."),
  })
  .meta({ examples: [{ input: ["The food was delicious.", "Where is my parcel?"], dimensions: 64, layer: 2 }] });

/** OpenAI's answer. */
export interface EmbeddingsAnswer {
  readonly object: "list";
  readonly data: readonly { readonly object: "embedding"; readonly index: number; readonly embedding: Float32Array | string }[];
  readonly model: string;
  readonly usage: { readonly prompt_tokens: number; readonly total_tokens: number };
}

/** @see EmbeddingsAnswer */
export const embeddingsAnswer: z.ZodType<EmbeddingsAnswer> = z.object({
  object: z.literal("list"),
  data: z.array(z.object({ object: z.literal("embedding"), index: z.number().int(), embedding: z.union([vectorSchema, z.string()]) })),
  model: z.string(),
  usage: z.object({ prompt_tokens: z.number().int(), total_tokens: z.number().int() }),
});

/** A model as OpenAI lists it. */
export interface ModelEntry {
  readonly id: string;
  readonly object: "model";
  readonly created: number;
  readonly owned_by: string;
}

/** @see ModelEntry */
export const modelEntry: z.ZodType<ModelEntry> = z.object({
  id: z.string(),
  object: z.literal("model"),
  created: z.number().int(),
  owned_by: z.string(),
});

/** The models as OpenAI lists them. */
export interface ModelList {
  readonly object: "list";
  readonly data: readonly ModelEntry[];
}

/** @see ModelList */
export const modelList: z.ZodType<ModelList> = z.object({ object: z.literal("list"), data: z.array(modelEntry) });

/** OpenAI's error: all four keys, always. */
export interface OpenAiError {
  readonly error: { readonly message: string; readonly type: string; readonly param: string | null; readonly code: string | null };
}

/** @see OpenAiError */
export const openAiError: z.ZodType<OpenAiError> = z.object({
  error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string().nullable() }),
});

import { z } from "zod";
import { textInputs } from "../http/inputs.ts";
import { vectorSchema } from "../http/route.ts";

interface Options {
  readonly options?: Readonly<Record<string, unknown>> | undefined;
  readonly keep_alive?: string | number | undefined;
  readonly layer?: number | undefined;
}

const options = {
  options: z.record(z.string(), z.unknown()).optional().describe("Taken, and not used."),
  keep_alive: z.union([z.string(), z.number()]).optional().describe("Taken, and not used: models stay."),
  layer: z.number().int().positive().optional().describe("The exit. Not in Ollama's API."),
};

/** Body of Ollama's `/api/embed`. */
export interface OllamaBody extends Options {
  readonly model: string;
  readonly input: string | readonly string[];
  readonly truncate?: boolean | undefined;
  readonly dimensions?: number | undefined;
}

/** @see OllamaBody */
export const ollamaBody: z.ZodType<OllamaBody> = z
  .object({
    model: z.string(),
    input: textInputs,
    truncate: z.boolean().optional().describe("Default: true."),
    dimensions: z.number().int().positive().optional(),
    ...options,
  })
  .meta({ examples: [{ model: "nestvec-mini", input: ["Why is the sky blue?"] }] });

/** Ollama's answer. Durations are in nanoseconds. */
export interface OllamaAnswer {
  readonly model: string;
  readonly embeddings: readonly Float32Array[];
  readonly total_duration: number;
  readonly load_duration: number;
  readonly prompt_eval_count: number;
}

/** @see OllamaAnswer */
export const ollamaAnswer: z.ZodType<OllamaAnswer> = z.object({
  model: z.string(),
  embeddings: z.array(vectorSchema),
  total_duration: z.number().int(),
  load_duration: z.number().int(),
  prompt_eval_count: z.number().int(),
});

/** Body of Ollama's older `/api/embeddings`: one text. */
export interface OllamaPromptBody extends Options {
  readonly model: string;
  readonly prompt?: string | undefined;
}

/** @see OllamaPromptBody */
export const ollamaPromptBody: z.ZodType<OllamaPromptBody> = z
  .object({ model: z.string(), prompt: z.string().optional(), ...options })
  .meta({ examples: [{ model: "nestvec-mini", prompt: "Why is the sky blue?" }] });

/** Answer of `/api/embeddings`. */
export interface OllamaPromptAnswer {
  readonly embedding: Float32Array;
}

/** @see OllamaPromptAnswer */
export const ollamaPromptAnswer: z.ZodType<OllamaPromptAnswer> = z.object({ embedding: vectorSchema });

/** Body of `/api/show`. */
export interface OllamaShowBody {
  readonly model?: string | undefined;
  readonly name?: string | undefined;
}

/** @see OllamaShowBody */
export const ollamaShowBody: z.ZodType<OllamaShowBody> = z
  .object({ model: z.string().optional(), name: z.string().optional().describe("The older name of model.") })
  .meta({ examples: [{ model: "nestvec-mini" }] });

/** What Ollama says of a model's kind. */
export interface OllamaDetails {
  readonly parent_model: string;
  readonly format: string;
  readonly family: string;
  readonly families: readonly string[];
  readonly parameter_size: string;
  readonly quantization_level: string;
}

const details: z.ZodType<OllamaDetails> = z.object({
  parent_model: z.string(),
  format: z.string(),
  family: z.string(),
  families: z.array(z.string()),
  parameter_size: z.string(),
  quantization_level: z.string(),
});

/** A model in Ollama's lists. `size`, which is not known here, is 0. */
export interface OllamaModel {
  readonly name: string;
  readonly model: string;
  readonly modified_at?: string | undefined;
  readonly size: number;
  readonly digest: string;
  readonly details: OllamaDetails;
  readonly expires_at?: string | undefined;
  readonly size_vram?: number | undefined;
  readonly context_length?: number | undefined;
}

/** @see OllamaModel */
export const ollamaModels: z.ZodType<{ readonly models: readonly OllamaModel[] }> = z.object({
  models: z.array(
    z.object({
      name: z.string(),
      model: z.string(),
      modified_at: z.string().optional(),
      size: z.number().int(),
      digest: z.string(),
      details,
      expires_at: z.string().optional(),
      size_vram: z.number().int().optional(),
      context_length: z.number().int().optional(),
    }),
  ),
});

/** Answer of `/api/show`. */
export interface OllamaShowAnswer {
  readonly modelfile: string;
  readonly parameters: string;
  readonly template: string;
  readonly details: OllamaDetails;
  readonly model_info: Readonly<Record<string, string | number>>;
  readonly capabilities: readonly string[];
  readonly modified_at: string;
}

/** @see OllamaShowAnswer */
export const ollamaShowAnswer: z.ZodType<OllamaShowAnswer> = z.object({
  modelfile: z.string(),
  parameters: z.string(),
  template: z.string(),
  details,
  model_info: z.record(z.string(), z.union([z.string(), z.number()])),
  capabilities: z.array(z.string()),
  modified_at: z.string(),
});

/** Ollama's error. */
export const ollamaError: z.ZodType<{ readonly error: string }> = z.object({ error: z.string() });

import type { CascadeStep, CascadeStepReport, Truncate } from "@nestvec/core";
import { z } from "zod";
import { type Inputs, listOf, textOrIdInputs } from "../http/inputs.ts";
import { vectorSchema } from "../http/route.ts";

/** What both paths take. */
export interface CommonBody {
  readonly model?: string | undefined;
  readonly dimension?: number | undefined;
  readonly prompt_name?: string | undefined;
  readonly task?: string | undefined;
  readonly truncate?: Truncate | undefined;
  readonly max_tokens?: number | undefined;
}

const whole = z.number().int().positive();
const layer = whole.describe("The exit: leave the model after so many layers.");
const dimension = whole.describe("How many of the leading numbers are kept. Default: all.");
const common = {
  model: z.string().optional().describe("A served model. Default: the first."),
  dimension: dimension.optional(),
  task: z.string().optional().describe("What the vectors are for, such as retrieval.query, where the model has tasks."),
  truncate: z
    .enum(["start", "end", "none"])
    .optional()
    .describe("Which side of a long text is cut off; none: it is refused. Default: end."),
  max_tokens: whole.optional().describe("Tokens that are read of a text. Default: as many as the model reads."),
};

/** Body of `/nestvec/embed`. */
export interface NestvecEmbedBody extends CommonBody {
  readonly texts: Inputs;
  readonly layers?: readonly number[] | undefined;
  readonly input_type?: "query" | "document" | "classification" | "clustering" | undefined;
  readonly normalize?: boolean | undefined;
}

/** @see NestvecEmbedBody */
export const nestvecEmbedBody: z.ZodType<NestvecEmbedBody> = z
  .object({
    texts: textOrIdInputs.describe("A text, the token ids of one, or a list of either."),
    layers: listOf(layer, 1)
      .optional()
      .describe("The exits, each once. A compiled model computes all of them in one pass. Default: the deepest."),
    ...common,
    prompt_name: z.string().optional().describe('A prompt of the model, put before every text; "": none.'),
    input_type: z
      .enum(["query", "document", "classification", "clustering"])
      .optional()
      .describe("Chooses the model's prompt of that kind."),
    normalize: z.boolean().optional().describe("Scale each vector to length 1. Default: true."),
  })
  .meta({ examples: [{ texts: ["The food was delicious.", "Where is my parcel?"], layers: [2, 6], dimension: 64 }] });

/** Answer of `/nestvec/embed`. */
export interface NestvecEmbedAnswer {
  readonly model: string;
  /** In the order of `layers`. */
  readonly exits: readonly {
    readonly layer: number;
    readonly dimension: number;
    readonly space: string;
    readonly vectors: readonly Float32Array[];
  }[];
  readonly prompt: string | null;
  readonly tokens: readonly number[];
  readonly truncated: readonly boolean[];
  readonly milliseconds: number;
}

const provenance = {
  layer: z.number().int(),
  dimension: z.number().int(),
  space: z.string().describe("The name of the space of the vectors. Do not compare vectors of two spaces."),
};

/** @see NestvecEmbedAnswer */
export const nestvecEmbedAnswer: z.ZodType<NestvecEmbedAnswer> = z.object({
  model: z.string(),
  exits: z.array(z.object({ ...provenance, vectors: z.array(vectorSchema) })),
  prompt: z.string().nullable(),
  tokens: z.array(z.number().int()),
  truncated: z.array(z.boolean()),
  milliseconds: z.number(),
});

/** Body of `/nestvec/search`. */
export interface NestvecSearchBody extends CommonBody {
  readonly query: string;
  readonly texts: readonly string[];
  readonly top_k?: number | undefined;
  readonly layer?: number | undefined;
  readonly cascade?: readonly CascadeStep[] | undefined;
  readonly text_prompt_name?: string | undefined;
}

const step: z.ZodType<CascadeStep> = z.object({
  layer,
  dimension: dimension.optional(),
  // Which numbers make sense is said by the library, and why.
  keep: z
    .number()
    .optional()
    .describe("How many texts the next step compares: below 1 a share of them, from 2 a number. Left out in the last step alone."),
});

/** @see NestvecSearchBody */
export const nestvecSearchBody: z.ZodType<NestvecSearchBody> = z
  .object({
    query: z.string(),
    texts: listOf(z.string()),
    top_k: whole.optional().describe("How many matches are wanted. Default: 10."),
    layer: layer.optional(),
    ...common,
    cascade: listOf(step, 1)
      .optional()
      .describe(
        "Steps, in place of layer and dimension: all texts are compared at the first exit, and at each deeper one those that the step before kept. A compiled model goes on with these from where the step before left them.",
      ),
    prompt_name: z.string().optional().describe('A prompt of the model for the query; "": none. Default: the model\'s for queries.'),
    text_prompt_name: z.string().optional().describe('A prompt for the texts; "": none. Default: the model\'s for documents.'),
  })
  .meta({
    examples: [
      {
        query: "I want my money back",
        texts: ["How do I get a refund?", "Where is my parcel?", "Change my password, please."],
        top_k: 1,
        cascade: [{ layer: 2, dimension: 64, keep: 0.5 }, { layer: 6 }],
      },
    ],
  });

/** Answer of `/nestvec/search`. */
export interface NestvecSearchAnswer {
  readonly model: string;
  readonly matches: readonly { readonly index: number; readonly similarity: number }[];
  readonly layer: number;
  readonly dimension: number;
  readonly space: string;
  readonly cascade?: readonly CascadeStepReport[] | undefined;
  readonly milliseconds: number;
}

/** @see NestvecSearchAnswer */
export const nestvecSearchAnswer: z.ZodType<NestvecSearchAnswer> = z.object({
  model: z.string(),
  matches: z.array(z.object({ index: z.number().int(), similarity: z.number().describe("Cosine, from -1 to 1.") })),
  ...provenance,
  cascade: z
    .array(
      z.object({
        layer: z.number().int(),
        dimension: z.number().int(),
        candidates: z.number().int().describe("Texts that were compared."),
        computed: z.number().int().describe("How many of them were computed from their beginning."),
        resumed: z.number().int().describe("How many went on from the exit of the step before."),
        cached: z.number().int().describe("How many were in the cache of vectors."),
        kept: z.number().int(),
        milliseconds: z.number(),
      }),
    )
    .optional(),
  milliseconds: z.number(),
});

/** The server's own error. */
export interface NestvecErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly parameter: string | null };
}

/** @see NestvecErrorBody */
export const nestvecErrorBody: z.ZodType<NestvecErrorBody> = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    parameter: z.string().nullable().describe("The field of the request that is meant, where it is one."),
  }),
});

import { z } from "zod";

/** What TEI takes: a text, token ids, or a list of either. */
export type TeiInputs = string | readonly string[] | readonly (readonly number[])[];

const ids = z.array(z.number().int().nonnegative());
const inputs = z.union([z.string(), z.array(z.string()), z.array(ids)], {
  error: "must be a text, a list of texts, or a list of lists of token ids",
});

/** Which side of a long input is cut. */
export type TeiDirection = "Left" | "Right" | "left" | "right";

const cut = {
  truncate: z.boolean().nullable().optional().describe("Cut long inputs. Default: as the server was started."),
  truncation_direction: z.enum(["Left", "Right", "left", "right"]).optional().describe("Which side is cut. Default: Right."),
};

interface TeiCut {
  readonly truncate?: boolean | null | undefined;
  readonly truncation_direction?: TeiDirection | undefined;
}

interface ModelAndLayer {
  readonly model?: string | undefined;
  readonly layer?: number | undefined;
}

const extensions = {
  model: z.string().optional().describe("One of several models. Not in TEI's interface."),
  layer: z.number().int().positive().optional().describe("The exit. Not in TEI's interface."),
};

/** Body of `/embed`. */
export interface EmbedBody extends TeiCut, ModelAndLayer {
  readonly inputs: TeiInputs;
  readonly normalize?: boolean | undefined;
  readonly prompt_name?: string | null | undefined;
  readonly dimensions?: number | null | undefined;
}

/** @see EmbedBody */
export const embedBody: z.ZodType<EmbedBody> = z
  .object({
    inputs,
    normalize: z.boolean().optional().describe("Default: true."),
    prompt_name: z.string().nullable().optional(),
    dimensions: z.number().int().positive().nullable().optional(),
    ...cut,
    ...extensions,
  })
  .meta({ examples: [{ inputs: ["The food was delicious.", "Where is my parcel?"] }] });

/** Body of `/embed_all`. */
export interface EmbedAllBody extends Omit<EmbedBody, "normalize"> {}

/** @see EmbedAllBody */
export const embedAllBody: z.ZodType<EmbedAllBody> = z
  .object({
    inputs,
    prompt_name: z.string().nullable().optional(),
    dimensions: z.number().int().positive().nullable().optional().describe("Numbers of a vector. Not in TEI's interface."),
    ...cut,
    ...extensions,
  })
  .meta({ examples: [{ inputs: "Where is my parcel?" }] });

/** Body of `/similarity`. */
export interface SimilarityBody {
  readonly inputs: { readonly source_sentence: string; readonly sentences: readonly string[] };
  readonly parameters?: (TeiCut & { readonly prompt_name?: string | null | undefined }) | undefined;
}

/** @see SimilarityBody */
export const similarityBody: z.ZodType<SimilarityBody> = z
  .object({
    inputs: z.object({ source_sentence: z.string(), sentences: z.array(z.string()) }),
    parameters: z.object({ ...cut, prompt_name: z.string().nullable().optional() }).optional(),
  })
  .meta({ examples: [{ inputs: { source_sentence: "I like sweet potatoes.", sentences: ["I love yams.", "It rains."] } }] });

/** Body of `/rerank`: TEI's, with `texts`, or Cohere's and Jina's, with `documents`. */
export interface RerankBody extends TeiCut, ModelAndLayer {
  readonly query: string;
  readonly texts?: readonly string[] | undefined;
  readonly documents?: readonly (string | { readonly text: string })[] | undefined;
  readonly raw_scores?: boolean | undefined;
  readonly return_text?: boolean | undefined;
  readonly return_documents?: boolean | undefined;
  readonly top_n?: number | null | undefined;
}

/** @see RerankBody */
export const rerankBody: z.ZodType<RerankBody> = z
  .object({
    query: z.string(),
    texts: z.array(z.string()).optional().describe("TEI's shape: the answer is a list."),
    documents: z
      .array(z.union([z.string(), z.object({ text: z.string() })], { error: "must be a text, or an object with a text" }))
      .optional()
      .describe("Cohere's and Jina's shape: the answer is an object."),
    raw_scores: z.boolean().optional().describe("Scores are cosines either way."),
    return_text: z.boolean().optional(),
    return_documents: z.boolean().optional(),
    top_n: z.number().int().positive().nullable().optional(),
    ...cut,
    ...extensions,
  })
  .meta({
    examples: [{ query: "What is deep learning?", texts: ["Deep learning is a kind of machine learning.", "Cheese is made of milk."] }],
  });

/** Body of `/tokenize`. */
export interface TokenizeBody {
  readonly inputs: string | readonly string[];
  readonly add_special_tokens?: boolean | undefined;
  readonly prompt_name?: string | null | undefined;
}

/** @see TokenizeBody */
export const tokenizeBody: z.ZodType<TokenizeBody> = z
  .object({
    inputs: z.union([z.string(), z.array(z.string())], { error: "must be a text or a list of texts" }),
    add_special_tokens: z.boolean().optional().describe("Default: true."),
    prompt_name: z.string().nullable().optional(),
  })
  .meta({ examples: [{ inputs: "Nesting dolls" }] });

/** Body of `/decode`: the ids of one text, or of several. */
export interface DecodeBody {
  readonly ids: readonly number[] | readonly (readonly number[])[];
  readonly skip_special_tokens?: boolean | undefined;
}

/** @see DecodeBody */
export const decodeBody: z.ZodType<DecodeBody> = z
  .object({
    ids: z.union([ids, z.array(ids)], { error: "must be token ids, or a list of lists of them" }),
    skip_special_tokens: z.boolean().optional().describe("Default: true."),
  })
  .meta({ examples: [{ ids: [101, 7592, 2088, 102] }] });

/** TEI's error. */
export interface TeiError {
  readonly error: string;
  readonly error_type: "Unhealthy" | "Backend" | "Overloaded" | "Validation" | "Tokenizer" | "Empty";
}

/** @see TeiError */
export const teiError: z.ZodType<TeiError> = z.object({
  error: z.string(),
  error_type: z.enum(["Unhealthy", "Backend", "Overloaded", "Validation", "Tokenizer", "Empty"]),
});

/** A token as `/tokenize` gives it. */
export interface TeiToken {
  readonly id: number;
  readonly text: string;
  readonly special: boolean;
  readonly start: number | null;
  readonly stop: number | null;
}

/** @see TeiToken */
export const teiTokens: z.ZodType<readonly (readonly TeiToken[])[]> = z.array(
  z.array(
    z.object({
      id: z.number().int(),
      text: z.string(),
      special: z.boolean(),
      start: z.number().int().nullable(),
      stop: z.number().int().nullable(),
    }),
  ),
);

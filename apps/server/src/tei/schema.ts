import { z } from "zod";
import { idInputs, type Inputs, listOf, promptTokens, textInputs, textOrIdInputs } from "../http/inputs.ts";
import { type Document, documentList, type DocumentsBody } from "../rerank/documents.ts";

/** Which side of a long input is cut. */
export type TeiDirection = "Left" | "Right" | "left" | "right";

const cut = {
  truncate: z.boolean().optional().describe("Cut long inputs. Default: as the server was started."),
  truncation_direction: z.enum(["Left", "Right", "left", "right"]).optional().describe("Which side is cut. Default: Right."),
};

/** How long inputs are cut. */
export interface TeiCut {
  readonly truncate?: boolean | undefined;
  readonly truncation_direction?: TeiDirection | undefined;
}

interface ModelChoice {
  readonly model?: string | undefined;
}

interface ModelAndLayer extends ModelChoice {
  readonly layer?: number | undefined;
}

const model = { model: z.string().optional().describe("One of several models. Not in TEI's API.") };
const extensions = { ...model, layer: z.number().int().positive().optional().describe("The exit. Not in TEI's API.") };
const promptName = z.string().optional().describe('A prompt of the model; "": none.');

/** Body of `/embed`. */
export interface EmbedBody extends TeiCut, ModelAndLayer {
  readonly inputs: Inputs;
  readonly normalize?: boolean | undefined;
  readonly prompt_name?: string | undefined;
  readonly dimensions?: number | undefined;
}

const inputs = textOrIdInputs.describe("A text, the token ids of one, or a list of either.");

/** @see EmbedBody */
export const embedBody: z.ZodType<EmbedBody> = z
  .object({
    inputs,
    normalize: z.boolean().optional().describe("Default: true."),
    prompt_name: promptName,
    dimensions: z.number().int().positive().optional(),
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
    prompt_name: promptName,
    dimensions: z.number().int().positive().optional().describe("Numbers of a vector. Not in TEI's API."),
    ...cut,
    ...extensions,
  })
  .meta({ examples: [{ inputs: "Where is my parcel?" }] });

/** Body of `/similarity`. */
export interface SimilarityBody extends ModelAndLayer {
  readonly inputs: { readonly source_sentence: string; readonly sentences: readonly string[] };
  readonly parameters?: (TeiCut & { readonly prompt_name?: string | undefined }) | undefined;
}

/** @see SimilarityBody */
export const similarityBody: z.ZodType<SimilarityBody> = z
  .object({
    inputs: z.object({ source_sentence: z.string(), sentences: listOf(z.string()) }),
    parameters: z.object({ ...cut, prompt_name: promptName }).optional(),
    ...extensions,
  })
  .meta({ examples: [{ inputs: { source_sentence: "I like sweet potatoes.", sentences: ["I love yams.", "It rains."] } }] });

/** Body of `/rerank`: TEI's, with `texts`, or that of other APIs, with `documents`. */
export interface RerankBody extends TeiCut, Omit<DocumentsBody, "documents"> {
  readonly texts?: readonly string[] | undefined;
  readonly documents?: readonly Document[] | undefined;
  readonly raw_scores?: boolean | undefined;
  readonly return_text?: boolean | undefined;
}

/** @see RerankBody */
export const rerankBody: z.ZodType<RerankBody> = z
  .object({
    query: z.string(),
    texts: listOf(z.string()).optional().describe("TEI's shape: the answer is a list."),
    documents: documentList.optional().describe("The shape of other APIs: the answer is an object."),
    raw_scores: z.boolean().optional().describe("Scores are cosines either way."),
    return_text: z.boolean().optional(),
    return_documents: z.boolean().optional(),
    top_n: z.number().int().positive().optional(),
    truncate_prompt_tokens: promptTokens.optional().describe("Tokens that are read of the query and of each text, as vLLM has it."),
    ...cut,
    ...extensions,
  })
  .meta({
    examples: [{ query: "What is deep learning?", texts: ["Deep learning is a kind of machine learning.", "Cheese is made of milk."] }],
  });

/** Body of `/tokenize`. */
export interface TokenizeBody extends ModelChoice {
  readonly inputs: string | readonly string[];
  readonly add_special_tokens?: boolean | undefined;
  readonly prompt_name?: string | undefined;
}

/** @see TokenizeBody */
export const tokenizeBody: z.ZodType<TokenizeBody> = z
  .object({
    inputs: textInputs,
    add_special_tokens: z.boolean().optional().describe("Default: true."),
    prompt_name: promptName,
    ...model,
  })
  .meta({ examples: [{ inputs: "Nesting dolls" }] });

/** Body of `/decode`: the ids of one text, or of several. */
export interface DecodeBody extends ModelChoice {
  readonly ids: readonly number[] | readonly (readonly number[])[];
  readonly skip_special_tokens?: boolean | undefined;
}

/** @see DecodeBody */
export const decodeBody: z.ZodType<DecodeBody> = z
  .object({
    ids: idInputs,
    skip_special_tokens: z.boolean().optional().describe("Default: true."),
    ...model,
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

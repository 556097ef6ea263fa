import type { Embedder, Embeddings, EmbedOptions, Lane, TextInput, TokenEmbeddings, Truncate } from "@nestvec/core";
import { checkInputs, tooManyTokens } from "../limits/input-limits.ts";
import type { OpenModel, ServedModel } from "../models/served-model.ts";
import { Refusal } from "../refusal/refusal.ts";
import { refusalOf } from "../refusal/refusal-of.ts";
import { requireSpecialTokens } from "./bare-ids.ts";
import type { House } from "./house.ts";
import { parameterOf, type ItemName } from "./item-name.ts";
import { promptOfType, type InputType } from "./input-type.ts";

/** What one request wants embedded, whichever interface it came by. */
export interface EmbedCall {
  /** Left out: the first model. */
  readonly model?: string | undefined;
  readonly inputs: readonly TextInput[];
  /** What the request calls each of them. */
  readonly nameOf: ItemName;
  readonly layer?: number | undefined;
  readonly dimension?: number | undefined;
  /** What happens to a long input. Left out: what the interface does where the configuration does not say. */
  readonly truncate?: Truncate | undefined;
  readonly truncateByDefault: Truncate;
  /** A prompt by name; null for none. Left out: that of the configuration, or the model's own default. */
  readonly prompt?: string | null | undefined;
  /** What the inputs are for, which chooses a prompt where none is named. */
  readonly inputType?: InputType | undefined;
  readonly normalize?: boolean | undefined;
  /** Tokens that are read of an input. Left out: as many as the configuration and the model allow. */
  readonly maxTokens?: number | undefined;
}

/** How urgent a request is, and until when anybody wants its answer. */
export interface Urgency {
  readonly lane: Lane | undefined;
  /** When it is of no use any more, by `performance.now`. */
  readonly expires: number;
  readonly signal: AbortSignal;
}

/** How inputs are embedded. */
export type Embed<Answer extends Embeddings | TokenEmbeddings> = (
  embedder: Embedder,
  inputs: readonly TextInput[],
  options: EmbedOptions,
) => Promise<Answer>;

/** One vector an input. */
export const wholeInputs: Embed<Embeddings> = (embedder, inputs, options) => embedder.embed(inputs, options);

/** One vector a token. */
export const eachToken: Embed<TokenEmbeddings> = (embedder, inputs, options) => embedder.embedTokens(inputs, options);

/** The answer to a call. */
export interface Embedded<Answer = Embeddings> {
  readonly model: ServedModel;
  readonly open: OpenModel;
  readonly embeddings: Answer;
  /** UTF-16 units of all texts. */
  readonly characters: number;
  /** Tokens of all inputs that the model read. */
  readonly tokens: number;
}

/**
 * The one way from a request to vectors: finds the model, checks the inputs before anything is tokenized, and embeds.
 * @throws Refusal and NestvecError, both of which `refusalOf` turns into an answer
 */
export async function embedInputs<Answer extends Embeddings | TokenEmbeddings>(
  house: House,
  call: EmbedCall,
  urgency: Urgency,
  embed: Embed<Answer>,
): Promise<Embedded<Answer>> {
  const { configuration } = house;
  const model = house.models.find(call.model);
  const open = await model.use();
  const maxTokens = Math.min(
    open.info.maxTokens,
    configuration.maxInputTokens ?? Number.POSITIVE_INFINITY,
    call.maxTokens ?? Number.POSITIVE_INFINITY,
  );
  const { characters, mostTokens } = checkInputs(call.inputs, call.nameOf, maxTokens, configuration);
  if (!configuration.allowBareTokenIds) requireSpecialTokens(call.inputs, call.nameOf, open.info);
  const options = embedOptions(call, house, open, maxTokens);
  // Counting costs as much as tokenizing; it is done only where the bound does not already show that all is well.
  if (mostTokens > configuration.maxRequestTokens) await requireTokens(open, call, options, configuration.maxRequestTokens);
  const { lane, expires, signal } = urgency;
  const deadline = Math.max(1, expires - performance.now());
  try {
    const embeddings = await embed(open.embedder, call.inputs, {
      ...options,
      deadlineMilliseconds: deadline,
      signal,
      ...(lane === undefined ? {} : { lane }),
    });
    return { model, open, embeddings, characters, tokens: embeddings.tokens.reduce((sum, count) => sum + count, 0) };
  } catch (error) {
    throw refusalOf(error, call.nameOf);
  }
}

function embedOptions(call: EmbedCall, { configuration }: House, { info }: OpenModel, maxTokens: number): EmbedOptions {
  const { autoTruncate, defaultPromptName } = configuration;
  const byDefault = autoTruncate === undefined ? call.truncateByDefault : autoTruncate ? "end" : "none";
  const prompt = call.prompt === undefined ? chosenPrompt(call, typed(call, info) ?? defaultPromptName) : call.prompt;
  return {
    maxTokens,
    truncate: call.truncate ?? byDefault,
    ...(call.layer === undefined ? {} : { layer: call.layer }),
    ...(call.dimension === undefined ? {} : { dimension: call.dimension }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(call.normalize === undefined ? {} : { normalize: call.normalize }),
  };
}

const typed = ({ inputType }: EmbedCall, info: OpenModel["info"]): string | undefined =>
  inputType === undefined ? undefined : promptOfType(inputType, info);

/** A prompt that the request did not name. Ids have no room for it; beside texts that get it, they would be another kind of vector. */
function chosenPrompt({ inputs, nameOf }: EmbedCall, prompt: string | undefined): string | undefined {
  if (prompt === undefined) return undefined;
  const ids = inputs.findIndex((input) => typeof input !== "string");
  if (ids < 0) return prompt;
  if (inputs.every((input) => typeof input !== "string")) return undefined;
  const name = nameOf(ids);
  const message = `${name} is token ids among texts, and the model's prompt can only be put before texts. Send them in two requests.`;
  throw new Refusal("argument", message, { parameter: parameterOf(name) });
}

async function requireTokens({ embedder }: OpenModel, call: EmbedCall, options: EmbedOptions, limit: number): Promise<void> {
  const { prompt, truncate, maxTokens } = options;
  const rows = await embedder
    .tokenize(call.inputs, {
      ...(prompt === undefined ? {} : { prompt }),
      ...(truncate === undefined ? {} : { truncate }),
      ...(maxTokens === undefined ? {} : { maxTokens }),
    })
    .catch((error: unknown) => {
      throw refusalOf(error, call.nameOf);
    });
  const tokens = rows.reduce((sum, { ids }) => sum + ids.length, 0);
  if (tokens > limit) throw tooManyTokens(tokens, limit, parameterOf(call.nameOf(0)));
}

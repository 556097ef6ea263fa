import type { FastifyReply, FastifyRequest } from "fastify";
import type { Embedder, Embeddings, EmbedOptions, Lane, ModelInfo, TextInput, TokenEmbeddings, Truncate } from "@nestvec/core";
import { cosineSimilarity } from "@nestvec/core/vectors";
import { Refusal } from "../base/refusal.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { addAttributes } from "../http/accounts.ts";
import type { ServerParts } from "../http/api.ts";
import { whenGone } from "../http/connections.ts";
import { checkInputs, type ItemName, parameterOf, requireSpecialTokens, tooManyTokens } from "../http/inputs.ts";
import { refusalOf } from "../http/refusal-of.ts";
import type { OpenModel, ServedModel } from "../models/served-models.ts";

/** What one request wants embedded, whichever API it came by. */
export interface EmbedCall {
  /** Left out: the first model. */
  readonly model?: string | undefined;
  readonly inputs: readonly TextInput[];
  /** What the request calls each of them. */
  readonly nameOf: ItemName;
  readonly layer?: number | undefined;
  readonly dimension?: number | undefined;
  /** What happens to a long input. Left out: what the API does where the configuration does not say. */
  readonly truncate?: Truncate | undefined;
  readonly truncateByDefault: Truncate;
  /** A prompt by name; null for none. Left out: that of the configuration, or the model's own default. */
  readonly prompt?: string | null | undefined;
  /** What the inputs are for, which chooses a prompt where none is named. */
  readonly inputType?: InputType | undefined;
  /** What the vectors are for, where the model has tasks. It chooses the task's prompt where none is named. */
  readonly task?: string | undefined;
  readonly normalize?: boolean | undefined;
  /** Tokens that are read of an input. Left out: as many as the configuration and the model allow. */
  readonly maxTokens?: number | undefined;
}

/** How inputs are embedded. */
export type Embed<Answer extends Embeddings | TokenEmbeddings> = (
  embedder: Embedder,
  inputs: readonly TextInput[],
  options: EmbedOptions,
) => Promise<Answer>;

/** Work on the inputs of a request, whose errors call them what the request does. */
export const withItemNames = <Answer>(nameOf: ItemName, work: Promise<Answer>): Promise<Answer> =>
  work.catch((error: unknown) => {
    throw refusalOf(error, nameOf);
  });

/** One vector an input. */
const wholeInputs: Embed<Embeddings> = (embedder, inputs, options) => embedder.embed(inputs, options);

/** One vector a token. */
export const eachToken: Embed<TokenEmbeddings> = (embedder, inputs, options) => embedder.embedTokens(inputs, options);

/** The answer to a call. */
export interface Embedded<Answer = Embeddings> {
  readonly model: ServedModel;
  readonly embeddings: Answer;
  /** Tokens of all inputs that the model read. */
  readonly tokens: number;
}

/** Embeds for a request, one vector an input. @see embedAs */
export function embedFor(parts: ServerParts, request: FastifyRequest, reply: FastifyReply, call: EmbedCall): Promise<Embedded> {
  return embedAs(wholeInputs, parts, request, reply, call);
}

/**
 * The one way from a request to vectors: finds the model, checks the inputs before anything is tokenized, embeds and counts, and puts into the
 * answer's headers how the vectors were made.
 * @throws Refusal and NestvecError, both of which `refusalOf` turns into an answer
 */
export async function embedAs<Answer extends Embeddings | TokenEmbeddings>(
  embed: Embed<Answer>,
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  call: EmbedCall,
): Promise<Embedded<Answer>> {
  const { configuration, metrics, models } = parts;
  const { inputs, nameOf } = call;
  const model = models.find(call.model);
  metrics.wanted(model.name, inputs.length);
  const { lane, expires, signal } = urgencyOf(request, reply, configuration);
  const open = await model.use();
  const { maxInputTokens = Number.POSITIVE_INFINITY, maxRequestTokens, allowBareTokenIds } = configuration;
  const maxTokens = Math.min(open.info.maxTokens, maxInputTokens, call.maxTokens ?? Number.POSITIVE_INFINITY);
  const { characters, mostTokens } = checkInputs(inputs, nameOf, maxTokens, configuration);
  if (!allowBareTokenIds) requireSpecialTokens(inputs, nameOf, open.info);
  const options = embedOptions(call, configuration, open.info, maxTokens);
  // Counting costs as much as tokenizing; it is done only where the bound does not already show that all is well.
  if (mostTokens > maxRequestTokens) await requireTokens(open, call, options, maxRequestTokens);
  const deadlineMilliseconds = Math.max(1, expires - performance.now());
  const life = { ...defined({ lane }), deadlineMilliseconds, signal };
  const embeddings = await withItemNames(nameOf, embed(open.embedder, inputs, { ...options, ...life }));
  const tokens = embeddings.tokens.reduce((sum, count) => sum + count, 0);
  metrics.embedded(model.name, embeddings);
  const { layer, dimension, space, truncated, timings } = embeddings;
  addAttributes(request, {
    "nestvec.model": model.name,
    "nestvec.layer": layer,
    "nestvec.dimension": dimension,
    "nestvec.inputs": embeddings.tokens.length,
    "nestvec.tokens": tokens,
  });
  reply.headers({
    "x-compute-type": "cpu",
    "x-compute-time": whole(reply.elapsedTime),
    "x-total-time": whole(reply.elapsedTime),
    "x-tokenization-time": whole(timings.tokenizing),
    "x-queue-time": whole(timings.waiting),
    "x-inference-time": whole(timings.running),
    "x-compute-characters": String(characters),
    "x-compute-tokens": String(tokens),
    "x-nestvec-layer": String(layer),
    "x-nestvec-dimension": String(dimension),
    "x-nestvec-space": encodeURI(space),
    "x-nestvec-truncated": String(truncated.filter(Boolean).length),
  });
  return { model, embeddings, tokens };
}

const whole = (milliseconds: number): string => String(Math.round(milliseconds));

function embedOptions(
  call: EmbedCall,
  { autoTruncate, defaultPromptName }: Configuration,
  info: ModelInfo,
  maxTokens: number,
): EmbedOptions {
  const byDefault = autoTruncate === undefined ? call.truncateByDefault : autoTruncate ? "end" : "none";
  const { layer, dimension, normalize, truncate = byDefault } = call;
  const { task, inputType } = taskOrType(call, info);
  const promptOfTask = task !== undefined && Object.hasOwn(info.prompts, task) ? task : undefined;
  const byDefaultPrompt = promptOfTask ?? promptOfType(inputType, info) ?? defaultPromptName;
  const prompt = call.prompt === undefined ? chosenPrompt(call, byDefaultPrompt) : call.prompt;
  return { maxTokens, truncate, ...defined({ layer, dimension, prompt, task, normalize }) };
}

/** The members of an object that are not undefined, for types whose members may be left out and not undefined. */
function defined<Members extends object>(members: Members): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as ReturnType<typeof defined<Members>>;
}

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
  const rows = await withItemNames(call.nameOf, embedder.tokenize(call.inputs, defined({ prompt, truncate, maxTokens })));
  const tokens = rows.reduce((sum, { ids }) => sum + ids.length, 0);
  if (tokens > limit) throw tooManyTokens(tokens, limit, parameterOf(call.nameOf(0)));
}

/** What an input is for, as Cohere's and others' `input_type` says. */
export type InputType = "query" | "document" | "classification" | "clustering";

/** Names under which models have their prompts, by what they are for. Sentence Transformers' are `query` and `document`. */
const promptNames: Readonly<Record<InputType, readonly string[]>> = {
  query: ["query", "search_query", "retrieval.query"],
  document: ["document", "passage", "search_document", "retrieval.passage"],
  classification: ["classification"],
  clustering: ["clustering", "separation"],
};

/** Jina's clients name the tasks of jina-embeddings-v3. On a model that is told nothing, those of retrieval are types of input. */
function taskOrType({ task, inputType }: EmbedCall, { tasks }: ModelInfo): Pick<EmbedCall, "task" | "inputType"> {
  if (tasks !== undefined)
    return { task: task ?? tasks.find((name) => inputType !== undefined && promptNames[inputType].includes(name)), inputType };
  if (task === "retrieval.query") return { inputType: inputType ?? "query" };
  if (task === "retrieval.passage") return { inputType: inputType ?? "document" };
  return { task, inputType };
}

/** The model's prompt for a type of input; undefined where it has none, so that its default one counts. */
function promptOfType(type: InputType | undefined, { prompts }: ModelInfo): string | undefined {
  return type === undefined ? undefined : promptNames[type].find((name) => Object.hasOwn(prompts, name));
}

/** How urgent a request is, and until when anybody wants its answer. */
interface Urgency {
  readonly lane: Lane | undefined;
  /** When it is of no use any more, by `performance.now`. */
  readonly expires: number;
  readonly signal: AbortSignal;
}

/** Header by which a client chooses its lane: `interactive` or `bulk`. Left out: by the request's size. */
export const laneHeader = "x-nestvec-lane";

/** Header by which a client shortens its deadline, in milliseconds. */
export const deadlineHeader = "x-nestvec-deadline";

/** How urgent a request is. Its signal aborts when the client goes away before it is answered. @throws Refusal "argument" */
function urgencyOf(request: FastifyRequest, reply: FastifyReply, configuration: Configuration): Urgency {
  const controller = new AbortController();
  whenGone(request.raw, reply.raw, () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  const deadline = Math.min(configuration.deadline, wantedDeadline(request.headers[deadlineHeader]));
  return {
    lane: laneOf(request.headers[laneHeader]),
    expires: performance.now() - reply.elapsedTime + deadline,
    signal: controller.signal,
  };
}

function laneOf(header: string | readonly string[] | undefined): Urgency["lane"] {
  if (header === undefined || header === "interactive" || header === "bulk") return header;
  throw new Refusal("argument", `The header ${laneHeader} must be interactive or bulk.`, { parameter: laneHeader });
}

function wantedDeadline(header: string | readonly string[] | undefined): number {
  if (header === undefined) return Number.POSITIVE_INFINITY;
  if (typeof header === "string" && /^[1-9]\d{0,8}$/.test(header)) return Number(header);
  throw new Refusal("argument", `The header ${deadlineHeader} must be a whole number of milliseconds, at least 1.`, {
    parameter: deadlineHeader,
  });
}

/** The cosine of the first vector to each of the others. */
export function cosinesToFirst({ vectors: [first, ...others] }: Embeddings): readonly number[] {
  return first === undefined ? [] : others.map((other) => cosineSimilarity(first, other));
}

import type { FastifyReply, FastifyRequest } from "fastify";
import type { Embedder, Embeddings, EmbedOptions, ModelInfo, TextInput, TokenEmbeddings, Truncate } from "@nestvec/core";
import { cosineSimilarity } from "@nestvec/core/vectors";
import { Refusal } from "../base/refusal.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { addAttributes } from "../http/accounts.ts";
import type { ServerParts } from "../http/api.ts";
import { type ItemName, parameterOf } from "../http/inputs.ts";
import type { ServedModel } from "../models/served-models.ts";
import { type CheckedWork, checkedWork, defined, requireTokens, timeHeaders, truncateBy, whole, withItemNames } from "./checked-work.ts";
import { type InputType, promptNames, promptOfType } from "./prompt-names.ts";

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
 * The way from a request to one vector an input or a token: checks, embeds and counts, and puts into the answer's headers how the vectors were made.
 * @throws Refusal and NestvecError, both of which `refusalOf` turns into an answer
 */
export async function embedAs<Answer extends Embeddings | TokenEmbeddings>(
  embed: Embed<Answer>,
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  call: EmbedCall,
): Promise<Embedded<Answer>> {
  const { work, options } = await readyToEmbed(parts, request, reply, call);
  const embeddings = await withItemNames(call.nameOf, embed(work.open.embedder, call.inputs, { ...options, ...work.life }));
  return { model: work.model, embeddings, tokens: account(parts, request, reply, work, [embeddings]) };
}

/** The same for several exits, one answer each, in the order in which they are asked for. */
export async function embedLayersFor(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { layers, ...call }: Omit<EmbedCall, "layer"> & { readonly layers: readonly number[] },
): Promise<Embedded<readonly Embeddings[]>> {
  const { work, options } = await readyToEmbed(parts, request, reply, call);
  const asked = work.open.embedder.embedLayers(call.inputs, { ...options, ...work.life, layers });
  const exits = await withItemNames(call.nameOf, asked);
  return { model: work.model, embeddings: exits, tokens: account(parts, request, reply, work, exits) };
}

/** Checks a request whose inputs are embedded in one way. */
async function readyToEmbed(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  call: EmbedCall,
): Promise<{ readonly work: CheckedWork; readonly options: EmbedOptions }> {
  const work = await checkedWork(parts, request, reply, call);
  const options = embedOptions(call, parts.configuration, work);
  await requireTokens(work, call, options);
  return { work, options };
}

/** Counts what was embedded, and says in the answer's headers how; where there are several exits, each of them. Gives the tokens of all inputs. */
function account(
  { metrics }: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { model, characters }: CheckedWork,
  exits: readonly (Embeddings | TokenEmbeddings)[],
): number {
  metrics.embedded(model.name, exits);
  const [first] = exits;
  if (first === undefined) return 0;
  const { timings, truncated, dimension } = first;
  const tokens = first.tokens.reduce((sum, count) => sum + count, 0);
  const layers = exits.map(({ layer }) => layer).join(", ");
  addAttributes(request, {
    "nestvec.model": model.name,
    "nestvec.layer": exits.length === 1 ? first.layer : layers,
    "nestvec.dimension": dimension,
    "nestvec.inputs": first.tokens.length,
    "nestvec.tokens": tokens,
  });
  reply.headers({
    ...timeHeaders(reply),
    "x-tokenization-time": whole(timings.tokenizing),
    "x-queue-time": whole(timings.waiting),
    "x-inference-time": whole(timings.running),
    "x-compute-characters": String(characters),
    "x-compute-tokens": String(tokens),
    "x-nestvec-layer": layers,
    "x-nestvec-dimension": String(dimension),
    "x-nestvec-space": exits.map(({ space }) => encodeURI(space)).join(", "),
    "x-nestvec-truncated": String(truncated.filter(Boolean).length),
  });
  return tokens;
}

function embedOptions(call: EmbedCall, configuration: Configuration, { open: { info }, maxTokens }: CheckedWork): EmbedOptions {
  const { layer, dimension, normalize, truncate = truncateBy(configuration, call.truncateByDefault) } = call;
  const { task, inputType } = taskOrType(call, info);
  const promptOfTask = task !== undefined && Object.hasOwn(info.prompts, task) ? task : undefined;
  const byDefaultPrompt = promptOfTask ?? promptOfType(inputType, info) ?? configuration.defaultPromptName;
  const prompt = call.prompt === undefined ? chosenPrompt(call, byDefaultPrompt) : call.prompt;
  return { maxTokens, truncate, ...defined({ layer, dimension, prompt, task, normalize }) };
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

/** Jina's clients name the tasks of jina-embeddings-v3. On a model that is told nothing, those of retrieval are types of input. */
function taskOrType({ task, inputType }: EmbedCall, { tasks }: ModelInfo): Pick<EmbedCall, "task" | "inputType"> {
  if (tasks !== undefined)
    return { task: task ?? tasks.find((name) => inputType !== undefined && promptNames[inputType].includes(name)), inputType };
  if (task === "retrieval.query") return { inputType: inputType ?? "query" };
  if (task === "retrieval.passage") return { inputType: inputType ?? "document" };
  return { task, inputType };
}

/** The cosine of the first vector to each of the others. */
export function cosinesToFirst({ vectors: [first, ...others] }: Embeddings): readonly number[] {
  return first === undefined ? [] : others.map((other) => cosineSimilarity(first, other));
}

import type { FastifyReply, FastifyRequest } from "fastify";
import { type Embedder, NestvecError, type SearchOptions, type SearchResult, type Truncate } from "@nestvec/core";
import { Refusal } from "../base/refusal.ts";
import { addAttributes } from "../http/accounts.ts";
import type { ServerParts } from "../http/api.ts";
import { firstAndItems, itemsOf, requireContent } from "../http/inputs.ts";
import type { ServedModel } from "../models/served-models.ts";
import { checkedWork, defined, requireTokens, timeHeaders, truncateBy, withItemNames } from "./checked-work.ts";
import { type InputType, promptOfType } from "./prompt-names.ts";

/** What one request wants searched. */
export interface SearchCall {
  readonly model?: string | undefined;
  readonly query: string;
  readonly texts: readonly string[];
  /** What the request calls the texts. */
  readonly textsName: string;
  readonly maxTokens?: number | undefined;
  readonly truncate?: Truncate | undefined;
  readonly options: Pick<SearchOptions, "layer" | "dimension" | "cascade" | "task" | "topK">;
  /** A prompt by name; null for none. Left out: the model's for queries and for documents, or that of the configuration. */
  readonly prompt?: string | null | undefined;
  readonly textPrompt?: string | null | undefined;
}

/** What was found, and by which model. */
export interface Searched {
  readonly model: ServedModel;
  readonly result: SearchResult;
}

/**
 * The way from a request to the texts nearest to a query, at one exit or in a cascade. It is dropped between the steps, and between the stages of a long run,
 * when its deadline passes or its client goes away.
 * @throws Refusal and NestvecError, both of which `refusalOf` turns into an answer
 */
export async function searchFor(parts: ServerParts, request: FastifyRequest, reply: FastifyReply, call: SearchCall): Promise<Searched> {
  const { query, texts, textsName } = call;
  if (texts.length === 0) throw new Refusal("empty", `${textsName} is empty.`, { parameter: textsName });
  const asked = { model: call.model, inputs: [query, ...texts], nameOf: firstAndItems("query", textsName), maxTokens: call.maxTokens };
  requireContent(asked.inputs, asked.nameOf);
  const work = await checkedWork(parts, request, reply, asked);
  const { open, model, maxTokens, life } = work;
  const { configuration, metrics } = parts;
  // The model's own prompts for both sides are the library's default.
  const otherwise = (type: InputType): string | undefined =>
    call.options.task === undefined && promptOfType(type, open.info) === undefined ? configuration.defaultPromptName : undefined;
  const { prompt = otherwise("query"), textPrompt = otherwise("document"), truncate = truncateBy(configuration, "end") } = call;
  const reading = { truncate, maxTokens };
  await requireTokens(work, asked, reading);
  const options = { ...defined({ ...call.options, prompt, candidatePrompt: textPrompt }), ...reading, ...life };
  const result = await withNames(open.embedder, call, options);
  metrics.searched(model.name, asked.inputs.length, result);
  const { layer, dimension, space, cascade } = result;
  addAttributes(request, {
    "nestvec.model": model.name,
    "nestvec.layer": layer,
    "nestvec.dimension": dimension,
    "nestvec.inputs": asked.inputs.length,
    ...(cascade && { "nestvec.resumed": cascade.reduce((sum, { resumed }) => sum + resumed, 0) }),
  });
  reply.headers({
    ...timeHeaders(reply),
    "x-compute-characters": String(work.characters),
    "x-nestvec-layer": String(layer),
    "x-nestvec-dimension": String(dimension),
    "x-nestvec-space": encodeURI(space),
    "x-nestvec-score": "cosine",
  });
  return { model, result };
}

/** Searches; an error that names an input names it as the request does. */
async function withNames(embedder: Embedder, { query, texts, textsName }: SearchCall, options: SearchOptions): Promise<SearchResult> {
  const search = embedder.search(query, texts, options);
  return withItemNames(
    itemsOf(textsName),
    search.catch(async (error: unknown) => {
      // The first text, or the query, which the engine calls the first text, too: it is the query where that fails alone.
      if (isOfFirstText(error)) await withItemNames(() => "query", embedder.search(query, [], options));
      throw error;
    }),
  );
}

const isOfFirstText = (error: unknown): boolean =>
  (NestvecError.is(error, "TEXT_TOO_LONG") || NestvecError.is(error, "TEXT_OVER_BUDGET") || NestvecError.is(error, "TOKEN_OUT_OF_RANGE")) &&
  error.details.text === 0;

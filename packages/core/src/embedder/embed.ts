import type { EncodeAnswer, StateUse, TextInput } from "../engine/engine.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { invalidArgument } from "../errors/arguments.ts";
import { checkedCut, embedRequest } from "./call-request.ts";
import { embedTexts, type KnownAnswer } from "./embed-known.ts";
import type { EmbedderParts } from "./embedder-parts.ts";
import type { EmbedLayersOptions, EmbedOptions, EmbedTokensOptions, Embeddings, TokenEmbeddings } from "./calls.ts";

/** Texts to vectors at one cut. `started`: when the call came, by the clock. @see Embedder.embed */
export async function embed(
  parts: EmbedderParts,
  texts: readonly TextInput[],
  options?: EmbedOptions,
  started?: number,
): Promise<Embeddings> {
  return (await embedFrom(parts, texts, options, { started })).embeddings;
}

/** Vectors, and where those of each text come from. */
export interface EmbeddedFrom extends Pick<KnownAnswer, "cached" | "resumed"> {
  readonly embeddings: Embeddings;
}

/** The same for a caller that keeps hidden states. */
export async function embedFrom(
  parts: EmbedderParts,
  texts: readonly TextInput[],
  options: EmbedOptions | undefined,
  { started = parts.clock(), states }: { readonly started?: number | undefined; readonly states?: StateUse | undefined },
): Promise<EmbeddedFrom> {
  const given = options ?? {};
  const normalize = checkedNormalize(given);
  const { request, prompt } = embedRequest(parts, texts, given, started);
  const { layer, ...each } = request;
  const answer = await withDeadline(given, embedTexts(parts, { ...each, layers: [layer], normalize, states }));
  const { cached, resumed } = answer;
  return { embeddings: embeddingsAt(answer, 0, { ...each, layer, prompt, normalize }, parts, started), cached, resumed };
}

/** Texts to vectors at several exits, in the order in which these are asked for. @see Embedder.embedLayers */
export async function embedLayers(
  parts: EmbedderParts,
  texts: readonly TextInput[],
  { layers: asked, ...options }: EmbedLayersOptions,
): Promise<readonly Embeddings[]> {
  const started = parts.clock();
  const normalize = checkedNormalize(options);
  const layers = checkedLayers(parts, asked).toSorted((left, right) => left - right);
  const { request, prompt } = embedRequest(parts, texts, { ...options, layer: layers.at(-1) }, started);
  const { layer: _deepest, ...each } = request;
  const answer = await withDeadline(options, embedTexts(parts, { ...each, layers, normalize }));
  return asked.map((layer) => embeddingsAt(answer, layers.indexOf(layer), { ...each, layer, prompt, normalize }, parts, started));
}

function checkedNormalize({ normalize = true }: Pick<EmbedOptions, "normalize">): boolean {
  if (typeof normalize !== "boolean") throw invalidArgument("normalize", normalize, "true or false");
  return normalize;
}

/** @throws NestvecError ARGUMENT_INVALID, LAYER_UNAVAILABLE */
function checkedLayers({ info }: EmbedderParts, layers: readonly number[]): readonly number[] {
  if (!Array.isArray(layers) || layers.length === 0) throw invalidArgument("layers", layers, "a list of layers, such as [6, 22]");
  for (const [place, layer] of layers.entries()) {
    checkedCut(info, { layer });
    if (layers.indexOf(layer) < place) throw invalidArgument(`layers[${place}]`, layer, "a layer that is not in the list before");
  }
  return layers;
}

/** The vectors of one of the layers of an answer, in a buffer of their own. */
function embeddingsAt(
  { data: all, spaces, cached: _cached, resumed: _resumed, ...read }: KnownAnswer,
  exit: number,
  {
    layer,
    dimension,
    prompt,
    normalize,
  }: { readonly layer: number; readonly dimension: number; readonly prompt: string | null; readonly normalize: boolean },
  parts: EmbedderParts,
  started: number,
): Embeddings {
  const numbers = read.tokens.length * dimension;
  const data = spaces.length === 1 ? all : all.slice(exit * numbers, (exit + 1) * numbers);
  return {
    vectors: Array.from(read.tokens, (_count, text) => data.subarray(text * dimension, (text + 1) * dimension)),
    data,
    normalized: normalize,
    ...provenance({ ...read, space: spaces[exit] ?? "" }, { layer, dimension, prompt }, parts, started),
  };
}

/** Texts to a vector for each token. @see Embedder.embedTokens */
export async function embedTokens(
  parts: EmbedderParts,
  texts: readonly TextInput[],
  options: EmbedTokensOptions = {},
): Promise<TokenEmbeddings> {
  const started = parts.clock();
  const { info } = parts;
  // Modules after the pooling do not work on tokens: their vectors have a length of their own, and no dimensions that were trained for.
  const ofTokens =
    info.tokenWidth === info.width && info.projection === null ? info : { ...info, width: info.tokenWidth, dimensions: undefined };
  const { request, prompt } = embedRequest({ ...parts, info: ofTokens }, texts, options, started);
  const { data, ...rest } = await withDeadline(options, parts.engine.embedTokens(request));
  const { layer, dimension } = request;
  let end = 0;
  return {
    tokenVectors: rest.tokens.map((count) => data.subarray(end, (end += count * dimension))),
    data,
    ...provenance(rest, { layer, dimension, prompt }, parts, started),
  };
}

/** An answer, or an error that names the deadline which the caller gave: an engine knows no more than when a request expires. */
async function withDeadline<Answer>({ deadlineMilliseconds }: EmbedOptions, asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    if (deadlineMilliseconds === undefined || !NestvecError.is(error, "DEADLINE_EXCEEDED")) throw error;
    throw new NestvecError("DEADLINE_EXCEEDED", { ...error.details, deadlineMilliseconds }, { cause: error.cause });
  }
}

function provenance<Cut extends object>(
  answer: Omit<EncodeAnswer, "data">,
  cut: Cut,
  { clock }: Pick<EmbedderParts, "clock">,
  started: number,
): Omit<EncodeAnswer, "data"> & Cut & { readonly milliseconds: number } {
  return { ...answer, ...cut, milliseconds: clock() - started };
}

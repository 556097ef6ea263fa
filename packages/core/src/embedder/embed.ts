import type { EncodeAnswer, TextInput } from "../engine/engine.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { invalidArgument } from "../errors/arguments.ts";
import { embedRequest } from "./call-request.ts";
import { embedKnown } from "./embed-known.ts";
import type { EmbedderParts } from "./embedder-parts.ts";
import type { EmbedOptions, EmbedTokensOptions, Embeddings, TokenEmbeddings } from "./calls.ts";

/** Texts to vectors at one cut. `started`: when the call came, by the clock. @see Embedder.embed */
export async function embed(
  parts: EmbedderParts,
  texts: readonly TextInput[],
  options: EmbedOptions = {},
  started: number = parts.clock(),
): Promise<Embeddings> {
  const { normalize = true } = options;
  if (typeof normalize !== "boolean") throw invalidArgument("normalize", normalize, "true or false");
  const { request, prompt } = embedRequest(parts, texts, options, started);
  const whole = { ...request, normalize };
  const asked = parts.cache === undefined ? parts.engine.embed(whole) : embedKnown(parts, parts.cache, whole);
  const answer = await withDeadline(options, asked);
  const { layer, dimension } = request;
  const { data, ...rest } = answer;
  return {
    vectors: Array.from(answer.tokens, (_count, text) => data.subarray(text * dimension, (text + 1) * dimension)),
    data,
    normalized: normalize,
    ...provenance(rest, { layer, dimension, prompt }, parts, started),
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

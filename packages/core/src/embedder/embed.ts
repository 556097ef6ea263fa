import { throwIfAborted } from "../abort.ts";
import type { EmbedRequest, EncodeAnswer, Lane, TextInput, TokenizeRequest, Truncate } from "../engine/engine.ts";
import { NestvecError } from "../errors.ts";
import { invalidArgument } from "../invalid-argument.ts";
import type { ModelInfo } from "../model/model-info.ts";
import { checkedCut } from "./cut.ts";
import { embedKnown } from "./embed-known.ts";
import type { EmbedderParts } from "./embedder-parts.ts";
import type { Embeddings, EmbedOptions, EmbedTokensOptions, TokenEmbeddings, TokenizeOptions } from "./embedder.ts";
import { choosePrompt } from "./prompt.ts";
import { requireTexts } from "./require-texts.ts";

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
  const { request, prompt } = embedRequest(parts, texts, options, started);
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

/** A call's request to the engine, all its options checked, and the name of its prompt. */
function embedRequest(
  { info }: EmbedderParts,
  texts: readonly TextInput[],
  options: EmbedOptions,
  started: number,
): { readonly request: Omit<EmbedRequest, "normalize">; readonly prompt: string | null } {
  const cut = checkedCut(info, options);
  const { lane, signal, deadlineMilliseconds } = options;
  checkUrgency(lane, deadlineMilliseconds);
  throwIfAborted(signal, "embedding");
  const { request, prompt } = tokenizeRequest(info, texts, options);
  const expires = deadlineMilliseconds === undefined ? undefined : started + deadlineMilliseconds;
  return { request: { ...request, ...cut, lane, signal, expires }, prompt };
}

/** How texts are tokenized, all options checked, and the name of their prompt. @throws NestvecError ARGUMENT_INVALID, PROMPT_UNKNOWN */
export function tokenizeRequest(
  info: ModelInfo,
  texts: readonly TextInput[],
  options: TokenizeOptions,
): { readonly request: TokenizeRequest; readonly prompt: string | null } {
  requireTexts(texts);
  const { truncate, maxTokens } = options;
  if (!sides.includes(truncate)) throw invalidArgument("truncate", truncate, `"end", "start" or "none"`);
  if (maxTokens !== undefined && typeof maxTokens !== "number") {
    const expected = `a whole number from 1 to ${info.maxTokens}, the limit that ${info.maxTokensFrom} gives`;
    throw invalidArgument("maxTokens", maxTokens, expected);
  }
  const { name, text } = choosePrompt(info, options, texts);
  return { request: { texts, prompt: text, truncate, maxTokens }, prompt: name };
}

const sides: readonly (string | undefined)[] = ["end", "start", "none", undefined] satisfies (Truncate | undefined)[];

const lanes: readonly (string | undefined)[] = ["interactive", "bulk", undefined] satisfies (Lane | undefined)[];

function checkUrgency(lane: Lane | undefined, deadline: number | undefined): void {
  if (!lanes.includes(lane)) throw invalidArgument("lane", lane, `"interactive" or "bulk"`);
  if (deadline === undefined || (typeof deadline === "number" && deadline > 0)) return;
  throw invalidArgument("deadlineMilliseconds", deadline, "milliseconds from the call, more than 0");
}

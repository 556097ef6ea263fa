import type { EmbedRequest, EncodeAnswer, TextInput } from "../engine/engine.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import { cutRow } from "../path/4-truncate.ts";
import { answerSpace } from "../path/answer-space.ts";
import { normalize, requireUnitRows } from "../path/5-normalize.ts";
import { encodeUtf8 } from "../platform/utf8.ts";
import type { EmbedderParts } from "./embedder-parts.ts";
import type { KnownText, ResultCache } from "./result-cache.ts";

/** A text of a request, wherever it stands there. */
interface DistinctInput {
  readonly text: TextInput;
  readonly key: string;
  readonly indices: readonly [number, ...number[]];
}

/**
 * Embeds what is not known yet, at full width, and cuts and scales all in the caller's thread: a known text costs no hop, and every dimension
 * finds it. @see Engine.embed
 */
export async function embedKnown(parts: EmbedderParts, cache: ResultCache, request: EmbedRequest): Promise<EncodeAnswer> {
  const { engine, info } = parts;
  const { dimension } = request;
  const texts = await distinctInputs(parts, request);
  const known = new Map<DistinctInput, KnownText>();
  for (const text of texts) {
    const found = cache.get(text.key);
    if (found !== undefined) known.set(text, found);
  }
  const missing = texts.filter((text) => !known.has(text));
  cache.count(known.size, missing.length);
  const answer = known.size > 0 && missing.length === 0 ? undefined : await askFor(missing);
  for (const [index, text] of missing.entries()) {
    const vector = answer?.data.subarray(index * info.width, (index + 1) * info.width) ?? new Float32Array();
    const tokens = answer?.tokens[index] ?? 0;
    const computed = { vector, tokens, truncated: answer?.truncated[index] ?? false, space: answer?.space ?? "" };
    cache.set(text.key, computed);
    known.set(text, computed);
  }
  const data = new Float32Array(request.texts.length * dimension);
  const tokens = Array.from(request.texts, () => 0);
  const truncated = Array.from(request.texts, () => false);
  for (const [{ indices }, text] of known) {
    for (const index of indices) {
      data.set(cutRow(text.vector, dimension, info.normsBeforeCut), index * dimension);
      tokens[index] = text.tokens;
      truncated[index] = text.truncated;
    }
  }
  if (request.normalize) requireUnitRows(normalize({ data, rows: request.texts.length, width: dimension }));
  const [first] = known.values();
  // What is kept is whole.
  const { space: ofWhole = first?.space ?? "", provider = null, timings = { tokenizing: 0, waiting: 0, running: 0 } } = answer ?? {};
  const space = answerSpace(ofWhole, { isCutAfterNorm: info.normsBeforeCut && dimension < info.width });
  return { data, space, provider, tokens, truncated, timings };

  async function askFor(inputs: readonly DistinctInput[]): Promise<EncodeAnswer> {
    try {
      return await engine.embed({ ...request, texts: inputs.map(({ text }) => text), dimension: info.width, normalize: false });
    } catch (error) {
      throw ofCaller(error, inputs);
    }
  }
}

/** The different texts of a request, in the order in which they first come, each named by a digest of all that decides its vector but the cut. */
async function distinctInputs({ digest, info }: EmbedderParts, request: EmbedRequest): Promise<readonly DistinctInput[]> {
  const { layer, task, prompt, truncate, maxTokens } = request;
  const common = JSON.stringify([info.identity, info.pooling.pooling, layer, task, prompt, truncate, maxTokens]);
  const texts = new Map<string, { readonly text: TextInput; readonly indices: [number, ...number[]] }>();
  for (const [index, text] of request.texts.entries()) {
    const name = typeof text === "string" ? `text ${text}` : `ids ${Array.prototype.join.call(text, " ")}`;
    const found = texts.get(name);
    if (found === undefined) texts.set(name, { text, indices: [index] });
    else found.indices.push(index);
  }
  return Promise.all(Array.from(texts, async ([name, found]) => ({ ...found, key: await digest(encodeUtf8(`${common}\n${name}`)) })));
}

/** An error about a text, by its index among the caller's texts. */
function ofCaller(error: unknown, missing: readonly DistinctInput[]): unknown {
  if (!NestvecError.is(error)) return error;
  const indexOf = (text: number): number => missing[text]?.indices[0] ?? text;
  const { code, details, cause } = error;
  if ("text" in details) return new NestvecError(code, { ...details, text: indexOf(details.text) }, { cause });
  if (!NestvecError.is(error, "ARGUMENT_INVALID")) return error;
  const argument = error.details.argument.replace(/^texts\[(\d+)\]/, (_all, text) => `texts[${indexOf(Number(text))}]`);
  return new NestvecError("ARGUMENT_INVALID", { ...error.details, argument }, { cause });
}

import { embedLayersOf } from "../engine/embed-layers.ts";
import type { EmbedLayersRequest, EmbedRequest, Engine, LayersAnswer, TextInput } from "../engine/engine.ts";
import { cutRow } from "../path/4-truncate.ts";
import { answerSpace } from "../path/answer-space.ts";
import { normalize, requireUnitRows } from "../path/5-normalize.ts";
import { encodeUtf8 } from "../platform/utf8.ts";
import { ofCallersTexts } from "./callers-texts.ts";
import type { EmbedderParts } from "./embedder-parts.ts";
import type { KnownText, ResultCache } from "./result-cache.ts";

/** Texts at one exit, or at several of one pass. */
export interface KnownRequest extends EmbedLayersRequest, Pick<EmbedRequest, "states"> {}

/** Vectors, and where those of each text come from. */
export interface KnownAnswer extends LayersAnswer {
  /** Whether each text's were in the cache. */
  readonly cached: readonly boolean[];
  /** Whether each text went on from a hidden state. */
  readonly resumed: readonly boolean[];
}

/** The vectors of texts, of which some may be known. @see Engine.embed */
export function embedTexts({ cache, ...parts }: EmbedderParts, request: KnownRequest): Promise<KnownAnswer> {
  return cache === undefined ? askEngine(parts.engine, request) : embedKnown(parts, cache, request);
}

/** At one exit as `Engine.embed`, which may keep states, at several as `Engine.embedLayers`. */
async function askEngine(engine: Engine, { states, ...request }: KnownRequest): Promise<KnownAnswer> {
  const { layers, texts, ...each } = request;
  const cached = Array.from(texts, () => false);
  const [layer] = layers;
  if (layer === undefined || layers.length > 1) return { ...(await embedLayersOf(engine, request)), cached, resumed: cached };
  const { space, resumed = cached, ...answer } = await engine.embed({ ...each, texts, layer, states });
  return { ...answer, spaces: [space], cached, resumed };
}

/** A text of a request, wherever it stands there. */
interface DistinctInput {
  readonly text: TextInput;
  /** Of its vector at each layer. */
  readonly keys: readonly string[];
  readonly indices: readonly [number, ...number[]];
}

/**
 * Embeds what is not known yet, at full width, and cuts and scales all in the caller's thread: a known text costs no hop, and every dimension
 * finds it.
 */
async function embedKnown(
  { engine, info, digest }: Pick<EmbedderParts, "engine" | "info" | "digest">,
  cache: ResultCache,
  request: KnownRequest,
): Promise<KnownAnswer> {
  const { dimension, layers, texts: all } = request;
  const texts = await distinctInputs({ digest, info }, request);
  const known = new Map<DistinctInput, readonly KnownText[]>();
  for (const text of texts) {
    const found = text.keys.map((key) => cache.get(key)).filter((one) => one !== undefined);
    if (found.length === layers.length) known.set(text, found);
  }
  const cached = Array.from(all, () => false);
  const resumed = Array.from(all, () => false);
  for (const { indices } of known.keys()) for (const index of indices) cached[index] = true;
  const missing = texts.filter((text) => !known.has(text));
  cache.count(known.size, missing.length);
  const answer = known.size > 0 && missing.length === 0 ? undefined : await askFor(missing);
  for (const [index, text] of missing.entries()) {
    const tokens = answer?.tokens[index] ?? 0;
    const computed = layers.map((_layer, exit): KnownText => {
      const row = exit * missing.length + index;
      const vector = answer?.data.subarray(row * info.width, (row + 1) * info.width) ?? new Float32Array();
      return { vector, tokens, truncated: answer?.truncated[index] ?? false, space: answer?.spaces[exit] ?? "" };
    });
    for (const [exit, one] of computed.entries()) cache.set(text.keys[exit] ?? "", one);
    known.set(text, computed);
    for (const place of text.indices) resumed[place] = answer?.resumed[index] ?? false;
  }
  const tokens = Array.from(all, () => 0);
  const truncated = Array.from(all, () => false);
  const data = new Float32Array(layers.length * all.length * dimension);
  for (const [{ indices }, exits] of known) {
    for (const index of indices) {
      for (const [exit, text] of exits.entries()) {
        data.set(cutRow(text.vector, dimension, info.normsBeforeCut), (exit * all.length + index) * dimension);
        tokens[index] = text.tokens;
        truncated[index] = text.truncated;
      }
    }
  }
  const numbers = all.length * dimension;
  for (const exit of request.normalize ? layers.keys() : []) {
    requireUnitRows(normalize({ data: data.subarray(exit * numbers, (exit + 1) * numbers), rows: all.length, width: dimension }));
  }
  const [first] = known.values();
  const { provider = null, timings = { tokenizing: 0, waiting: 0, running: 0 } } = answer ?? {};
  const isCutAfterNorm = info.normsBeforeCut && dimension < info.width;
  // What is kept is whole.
  const spaces = layers.map((_layer, exit) => answerSpace(answer?.spaces[exit] ?? first?.[exit]?.space ?? "", { isCutAfterNorm }));
  return { data, spaces, provider, tokens, truncated, timings, cached, resumed };

  async function askFor(inputs: readonly DistinctInput[]): Promise<KnownAnswer> {
    const whole = { ...request, texts: inputs.map(({ text }) => text), dimension: info.width, normalize: false };
    return ofCallersTexts(askEngine(engine, whole), (text) => inputs[text]?.indices[0]);
  }
}

/**
 * The different texts of a request, in the order in which they first come, each named at each layer by a digest of all that decides its vector but the
 * cut.
 */
async function distinctInputs(
  { digest, info }: Pick<EmbedderParts, "digest" | "info">,
  request: KnownRequest,
): Promise<readonly DistinctInput[]> {
  const { layers, task, prompt, truncate, maxTokens } = request;
  const commons = layers.map((layer) => JSON.stringify([info.identity, info.pooling.pooling, layer, task, prompt, truncate, maxTokens]));
  const texts = new Map<string, { readonly text: TextInput; readonly indices: [number, ...number[]] }>();
  for (const [index, text] of request.texts.entries()) {
    const name = typeof text === "string" ? `text ${text}` : `ids ${Array.prototype.join.call(text, " ")}`;
    const found = texts.get(name);
    if (found === undefined) texts.set(name, { text, indices: [index] });
    else found.indices.push(index);
  }
  const keysOf = (name: string): Promise<readonly string[]> =>
    Promise.all(commons.map((common) => digest(encodeUtf8(`${common}\n${name}`))));
  return Promise.all(Array.from(texts, async ([name, found]) => ({ ...found, keys: await keysOf(name) })));
}

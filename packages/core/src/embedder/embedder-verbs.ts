import { withCallersStack } from "../errors/callers-stack.ts";
import type { Engine } from "../engine/engine.ts";
import type { EngineStats } from "../engine/stats.ts";
import { invalidArgument, requireOptions, type OptionNames } from "../errors/arguments.ts";
import { lifetime } from "../platform/lifetime.ts";
import { sharedCalibration } from "../plan/shared-calibration.ts";
import { isInt32Array } from "../platform/typed-arrays.ts";
import { checkedCut, requireIds, tokenizeRequest } from "./call-request.ts";
import { embedOne, embedStream } from "./embed-stream.ts";
import { embed, embedLayers, embedTokens } from "./embed.ts";
import type { EmbedderOptions, EmbedderParts, EmbedderPlatform } from "./embedder-parts.ts";
import type {
  CutOptions,
  DecodeOptions,
  EmbedLayersOptions,
  EmbedOptions,
  EmbedStreamOptions,
  EmbedTokensOptions,
  HoldOptions,
  SearchOptions,
  SimilarityOptions,
  TokenizeOptions,
  TokenizeTextsOptions,
  WarmUpOptions,
} from "./calls.ts";
import type { Embedder } from "./embedder.ts";
import type { HeldVectors } from "../held/held-vectors.ts";
import { storedMatrix } from "../vectors/stored-vectors.ts";
import { promptWarning } from "./prompt.ts";
import { resultCache } from "./result-cache.ts";
import { search, similarity } from "./search.ts";
import { requireSignal } from "../platform/abort.ts";
import type { PlanOptions } from "../plan/plan.ts";
import type { Signal } from "../platform/platform.ts";

/** @see embedderOver */
export async function embedderVerbs<Stats extends EngineStats>(
  given: Engine<Stats>,
  platform: EmbedderPlatform,
  { cacheBytes = 0, observer }: EmbedderOptions = {},
): Promise<Embedder<Stats>> {
  if (!Number.isSafeInteger(cacheBytes) || cacheBytes < 0) {
    throw invalidArgument("cacheBytes", cacheBytes, "a whole number of at least 0");
  }
  if (observer !== undefined && typeof observer?.observe !== "function") {
    throw invalidArgument("observer", observer, "an EngineObserver, such as openTelemetry() of @nestvec/opentelemetry");
  }
  const info = await given.info();
  const engine = observer === undefined ? given : (await import("./observed-engine.ts")).observedEngine(given, info, observer);
  const cache = cacheBytes === 0 ? undefined : resultCache(cacheBytes);
  const parts: EmbedderParts = { ...platform, engine, info, cache, onNoPrompt: promptWarning(info, platform.warn) };
  const {
    during: whileOpen,
    dispose: end,
    requireOpen,
  } = lifetime(`embedder of "${info.name}"`, async () => {
    await Promise.allSettled(Array.from(held, (vectors) => vectors.dispose()));
    await engine.dispose();
  });
  const held = new Set<HeldVectors>();
  const during = <T>(work: () => Promise<T>): Promise<T> => withCallersStack(2, () => whileOpen(work));
  let isEnding = false;

  // The end of the embedder ends a measurement, too: ten seconds must not hold it.
  const calibrate = sharedCalibration(
    () => isEnding,
    async (signal) => (await import("./plan-for.ts")).calibrateModel(parts, { signal }),
  );

  const dispose = (): Promise<void> => {
    isEnding = true;
    return end();
  };

  return {
    embed: (texts, options) => during(async () => embed(parts, texts, checkedOptions("embed", options))),
    embedLayers: (texts, options) =>
      during(async () => embedLayers(parts, texts, checkedOptions("embedLayers", options) ?? { layers: [] })),
    embedOne: (text, options) => during(async () => embedOne(parts, text, checkedOptions("embedOne", options))),
    embedStream(texts, options) {
      requireOpen();
      return embedStream(parts, texts, checkedOptions("embedStream", options));
    },
    embedTokens: (texts, options) => during(async () => embedTokens(parts, texts, checkedOptions("embedTokens", options))),
    similarity: (left, right, options) => during(async () => similarity(parts, left, right, checkedOptions("similarity", options))),
    search: (query, candidates, options) => during(async () => search(parts, query, candidates, checkedOptions("search", options))),
    hold: (stored, options) =>
      during(async () => {
        const { transfer = false } = checkedOptions("hold", options) ?? {};
        if (typeof transfer !== "boolean") throw invalidArgument("transfer", transfer, "true or false");
        const { hold } = await import("../held/held-vectors.ts");
        const vectors = hold(storedMatrix(stored), stored.space, {
          start: parts.startRanking,
          transfer,
          onDispose: () => held.delete(vectors),
        });
        held.add(vectors);
        return vectors;
      }),
    tokenize: (texts, options) =>
      during(async () => {
        const { offsets = false, ...tokenizing } = checkedOptions("tokenize", options) ?? {};
        return engine.tokenize({ ...tokenizeRequest(info, texts, tokenizing).request, offsets });
      }),
    decode: (ids, options) =>
      during(async () => {
        const { skipSpecialTokens = true } = checkedOptions("decode", options) ?? {};
        if (typeof skipSpecialTokens !== "boolean") throw invalidArgument("skipSpecialTokens", skipSpecialTokens, "true or false");
        if (!Array.isArray(ids)) throw invalidArgument("ids", ids, "a list of lists of token ids; for one list pass [ids]");
        for (const [index, list] of ids.entries()) {
          if (isInt32Array(list)) continue;
          if (!Array.isArray(list)) throw invalidArgument(`ids[${index}]`, list, "a list of token ids");
          requireIds(list, `ids[${index}]`);
        }
        return engine.decode({ ids, skipSpecialTokens });
      }),
    info: () => during(() => engine.info()),
    plan: (options) => during(async () => (await import("./plan-for.ts")).planFor(parts, checkedOptions("plan", options) ?? {}, calibrate)),
    calibrate: (options) => during(async () => calibrate(checkedOptions("calibrate", options)?.signal)),
    warmUp: (options) =>
      during(async () => {
        const { signal } = checkedOptions("warmUp", options) ?? {};
        return engine.warmUp({ layers: wantedLayers(parts, options), signal });
      }),
    stats: () =>
      during(async () => ({
        ...(await engine.stats()),
        cacheHits: cache?.hits ?? 0,
        cacheMisses: cache?.misses ?? 0,
        cacheBytes: cache?.bytes ?? 0,
      })),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

function wantedLayers({ info }: EmbedderParts, { layers = info.exits.map(({ layer }) => layer) }: WarmUpOptions = {}): readonly number[] {
  if (!Array.isArray(layers)) throw invalidArgument("layers", layers, "a list of layers, such as [6]");
  for (const layer of layers) checkedCut(info, { layer });
  return layers;
}

const cut: OptionNames<CutOptions> = { layer: true, dimension: true };
const tokenizing: OptionNames<TokenizeOptions> = {
  prompt: true,
  role: true,
  task: true,
  promptText: true,
  truncate: true,
  maxTokens: true,
};
const ofTokens: OptionNames<EmbedTokensOptions> = { ...cut, ...tokenizing, signal: true, deadlineMilliseconds: true, lane: true };
const ofTexts: OptionNames<EmbedOptions> = { ...ofTokens, normalize: true };
const { layer: _layer, ...ofLayers } = ofTokens;
const ofPair: OptionNames<SimilarityOptions> = ofTokens;
const { role: _role, ...ofQuery } = ofPair;

/** The options of each method. */
const optionNames = {
  embed: ofTexts,
  embedLayers: { ...ofLayers, normalize: true, layers: true } satisfies OptionNames<EmbedLayersOptions>,
  embedOne: ofTexts,
  embedStream: { ...ofTexts, windowTexts: true } satisfies OptionNames<EmbedStreamOptions>,
  embedTokens: ofTokens,
  similarity: ofPair,
  search: {
    ...ofQuery,
    topK: true,
    candidatePrompt: true,
    candidateLayer: true,
    cascade: true,
    allowCompatible: true,
  } satisfies OptionNames<SearchOptions>,
  hold: { transfer: true } satisfies OptionNames<HoldOptions>,
  tokenize: { ...tokenizing, offsets: true } satisfies OptionNames<TokenizeTextsOptions>,
  decode: { skipSpecialTokens: true } satisfies OptionNames<DecodeOptions>,
  plan: { minQuality: true, maxMilliseconds: true, tokens: true, table: true, signal: true } satisfies OptionNames<
    PlanOptions & { signal?: Signal }
  >,
  calibrate: { signal: true } satisfies OptionNames<{ signal?: Signal }>,
  warmUp: { layers: true, signal: true } satisfies OptionNames<WarmUpOptions>,
};

/** The options of a method, which plain JavaScript may have given anything. @throws NestvecError ARGUMENT_INVALID */
function checkedOptions<Options extends object>(method: keyof typeof optionNames, options: Options | undefined): Options | undefined {
  if (options === undefined) return undefined;
  requireOptions<Record<string, unknown>>(method, options, optionNames[method]);
  if ("signal" in options) requireSignal(options.signal);
  return options;
}

import type { TextInput } from "../engine/engine.ts";
import { rankByCosine } from "../vectors/rank.ts";
import { requireSameSpace } from "../vectors/space.ts";
import { ofCallersTexts } from "./callers-texts.ts";
import type { CascadeStepReport, EmbedOptions, Match, SearchOptions, SearchResult } from "./calls.ts";
import { checkedSteps, type CheckedStep } from "./cascade-steps.ts";
import { embedFrom, type EmbeddedFrom } from "./embed.ts";
import type { EmbedderParts } from "./embedder-parts.ts";
import { candidateOptions, queryOptions } from "./search-options.ts";

/** Tells apart under which names the cascades of this thread keep their states. */
let cascades = 0;

/**
 * Ranks texts step by step: all at the first exit, and at each deeper one those that the step before ranked highest, which go on from their hidden
 * states where the engine has them. @see Embedder.search
 */
export async function searchCascade(
  parts: EmbedderParts,
  query: TextInput,
  candidates: readonly TextInput[],
  { topK, ...options }: SearchOptions & { readonly topK: number },
  started: number,
): Promise<SearchResult> {
  const steps = checkedSteps(parts.info, topK, options);
  cascades += 1;
  const [ofQuery, ofCandidates] = [`cascade ${cascades}: query`, `cascade ${cascades}: candidates`];
  const { cascade: _steps, ...each } = options;
  const embedAt = (
    { layer, dimension }: CheckedStep,
    texts: readonly TextInput[],
    how: EmbedOptions,
    name: string,
  ): Promise<EmbeddedFrom> =>
    embedFrom(parts, texts, { ...how, layer, dimension }, { started, states: { name, keeps: layer !== steps.at(-1)?.layer } });

  async function runStep(step: CheckedStep, places: readonly number[]): Promise<RankedStep> {
    const began = parts.clock();
    const { embeddings: asked } = await embedAt(step, [query], queryOptions(each), ofQuery);
    const texts = places.map((place) => candidates[place] ?? "");
    const embedding = embedAt(step, texts, candidateOptions(each), ofCandidates);
    const { embeddings, cached, resumed } = await ofCallersTexts(embedding, (text) => places[text]);
    requireSameSpace(asked.space, embeddings.space);
    const matrix = { data: embeddings.data, rows: places.length, width: step.dimension };
    const best = rankByCosine(asked.data, matrix, step.keptOf(places.length), "candidates.vectors");
    const [ofCache, ofStates] = [cached, resumed].map((flags) => flags.filter(Boolean).length);
    const counts = { candidates: places.length, cached: ofCache ?? 0, resumed: ofStates ?? 0 };
    return {
      asked,
      matches: best.map(({ index, score }) => ({ index: places[index] ?? index, similarity: score })),
      report: {
        layer: step.layer,
        dimension: step.dimension,
        ...counts,
        computed: counts.candidates - counts.cached - counts.resumed,
        kept: best.length,
        milliseconds: parts.clock() - began,
      },
    };
  }

  try {
    const ranked: RankedStep[] = [];
    for (const step of steps) {
      // In the order in which they were given: so those of equal similarity are in the next step, too.
      const before = ranked.at(-1)?.matches.map(({ index }) => index);
      ranked.push(await runStep(step, before?.toSorted((left, right) => left - right) ?? [...candidates.keys()]));
    }
    return answerOf(ranked, parts.clock() - started);
  } finally {
    // Nobody waits for it, and an engine that is gone holds none.
    for (const name of [ofQuery, ofCandidates]) parts.engine.dropStates?.(name).catch(() => {});
  }
}

/** What a step found. */
interface RankedStep {
  readonly asked: EmbeddedFrom["embeddings"];
  readonly matches: readonly Match[];
  readonly report: CascadeStepReport;
}

function answerOf(ranked: readonly RankedStep[], milliseconds: number): SearchResult {
  const last = ranked.at(-1);
  if (last === undefined) throw new Error("a cascade without steps");
  const { layer, dimension, space, provider, tokens, truncated } = last.asked;
  return {
    matches: last.matches,
    layer,
    dimension,
    space,
    provider,
    tokens: tokens[0] ?? 0,
    truncated: truncated[0] ?? false,
    milliseconds,
    cascade: ranked.map(({ report }) => report),
  };
}

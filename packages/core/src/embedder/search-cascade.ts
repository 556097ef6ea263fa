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
  const [first, ...deeper] = checkedSteps(parts.info, topK, options);
  const deepest = deeper.at(-1) ?? first;
  cascades += 1;
  const [ofQuery, ofCandidates] = [`cascade ${cascades}: query`, `cascade ${cascades}: candidates`];
  const { cascade: _steps, ...each } = options;
  const embedAt = (
    { layer, dimension }: CheckedStep,
    texts: readonly TextInput[],
    how: EmbedOptions,
    name: string,
  ): Promise<EmbeddedFrom> =>
    embedFrom(parts, texts, { ...how, layer, dimension }, { started, states: { name, keeps: layer !== deepest.layer } });

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
    let ranked = await runStep(first, [...candidates.keys()]);
    const reports = [ranked.report];
    for (const step of deeper) {
      // In the order in which they were given: so those of equal similarity are in the next step, too.
      ranked = await runStep(
        step,
        ranked.matches.map(({ index }) => index).toSorted((left, right) => left - right),
      );
      reports.push(ranked.report);
    }
    return answerOf(ranked, reports, parts.clock() - started);
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

function answerOf({ asked, matches }: RankedStep, cascade: readonly CascadeStepReport[], milliseconds: number): SearchResult {
  const { layer, dimension, space, provider, tokens, truncated } = asked;
  return {
    matches,
    layer,
    dimension,
    space,
    provider,
    tokens: tokens[0] ?? 0,
    truncated: truncated[0] ?? false,
    milliseconds,
    cascade,
  };
}

import { cosineSimilarity, type Embedder, type ModelInfo } from "@nestvec/core";
import { pairs, sentences } from "./demo-sentences.ts";

/** A layer and a dimension. */
interface Cut {
  readonly layer: number;
  readonly dimension: number;
}

/**
 * At most five cuts of a model from the fullest to the cheapest: the deepest exit at its full and at a small dimension, then shallower
 * exits at ever smaller ones.
 */
export function demoCuts({ exits, dimensions, width }: Pick<ModelInfo, "exits" | "dimensions" | "width">): readonly Cut[] {
  const layers = exits.map(({ layer }) => layer).toReversed();
  const widths = dimensions ?? [width];
  const steps = [
    [0, 0],
    [0, 0.75],
    [0.34, 0.5],
    [0.67, 0.75],
    [1, 1],
  ] as const;
  const cuts = steps.map(([depth, narrowness]) => ({ layer: at(layers, depth), dimension: at(widths, narrowness) }));
  // A model with few exits or dimensions gives some of them twice.
  return cuts.filter(
    (cut, place) => cuts.findIndex(({ layer, dimension }) => layer === cut.layer && dimension === cut.dimension) === place,
  );
}

function at(values: readonly number[], part: number): number {
  return values[Math.round(part * (values.length - 1))] ?? 0;
}

/** What came of the demonstration's sentences at one cut. */
export interface CutResult extends Cut {
  /** Cosine of each pair. */
  readonly similarities: readonly number[];
  /** Of all sentences together. */
  readonly tokens: number;
  /** For all sentences together, the fastest run. */
  readonly milliseconds: number;
}

const runs = 4;

/** Embeds the demonstration's sentences at each cut. @throws NestvecError as `Embedder.embed` */
export async function tryCuts(embedder: Embedder, cuts: readonly Cut[], signal: AbortSignal): Promise<readonly CutResult[]> {
  let results: readonly CutResult[] = [];
  // The first run of an exit opens it, and other programs disturb: the fastest of some runs is nearest to the work itself. Taking turns
  // keeps a busy moment from hitting one cut only.
  for (let run = 0; run < runs; run++) {
    const before = results;
    const now: CutResult[] = [];
    for (const [place, cut] of cuts.entries()) {
      const result = await tryCut(embedder, cut, signal);
      now.push({ ...result, milliseconds: Math.min(result.milliseconds, before[place]?.milliseconds ?? Number.POSITIVE_INFINITY) });
    }
    results = now;
  }
  return results;
}

async function tryCut(embedder: Embedder, cut: Cut, signal: AbortSignal): Promise<CutResult> {
  const { vectors, tokens, milliseconds } = await embedder.embed(sentences, { ...cut, signal });
  const none = new Float32Array();
  const similarities = pairs.map(({ left, right }) => cosineSimilarity(vectors[left] ?? none, vectors[right] ?? none));
  return { ...cut, similarities, tokens: tokens.reduce((sum, count) => sum + count, 0), milliseconds };
}

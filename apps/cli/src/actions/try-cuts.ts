import { type CutOptions, cosineSimilarity, type Embedder } from "@nestvec/core";
import { pairs, sentences } from "./demo-sentences.ts";

/** What came of the demonstration's sentences at one cut. */
export interface CutResult extends Required<CutOptions> {
  /** Cosine of each pair. */
  readonly similarities: readonly number[];
  /** Of all sentences together. */
  readonly tokens: number;
  /** For all sentences together, the fastest run. */
  readonly milliseconds: number;
}

const runs = 4;

/** Embeds the demonstration's sentences at each cut. @throws NestvecError as `Embedder.embed` */
export async function tryCuts(
  embedder: Embedder,
  cuts: readonly Required<CutOptions>[],
  signal: AbortSignal,
): Promise<readonly CutResult[]> {
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

async function tryCut(embedder: Embedder, cut: Required<CutOptions>, signal: AbortSignal): Promise<CutResult> {
  const { vectors, tokens, milliseconds } = await embedder.embed(sentences, { ...cut, signal });
  const none = new Float32Array();
  const similarities = pairs.map(({ left, right }) => cosineSimilarity(vectors[left] ?? none, vectors[right] ?? none));
  return { ...cut, similarities, tokens: tokens.reduce((sum, count) => sum + count, 0), milliseconds };
}

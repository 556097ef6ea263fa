import type { ScoredPair } from "@nestvec/bench/measuring";
import { NestvecError } from "@nestvec/core";
import { cosineSimilarity } from "@nestvec/core/vectors";
import { loadModel } from "@nestvec/runtime-node";
import { spearmanOf } from "../quality/spearman-of.ts";
import { goldenOf, loadOptionsOf, texts, type Golden, type RealModel } from "./real-model.ts";

/** What came of a model. */
export interface ModelCheck {
  readonly result: string;
  readonly succeeded: boolean;
  readonly files: string;
  readonly pooling: string;
  /** Ours and Sentence Transformers', of STS-benchmark. */
  readonly spearman?: readonly [ours: number, theirs: number];
}

/** float32 sums in another order: two builds of ONNX Runtime agree within 3e-7 a number. */
const leastCosine = 0.99999;
/** int8 products saturate on processors without VNNI, and the golden was made on one that has it. */
const leastQuantizedCosine = 0.99;
const spearmanTolerance = 0.02;

/** Loads a model and compares it with its golden. `pairs`: STS-benchmark's, where it is there. */
export async function checkModel(model: RealModel, folder: string, pairs: readonly ScoredPair[] | undefined): Promise<ModelCheck> {
  try {
    await using embedder = await loadModel(folder, { ...loadOptionsOf(model), threads: 2 });
    const { exits, pooling } = await embedder.info();
    const known = { files: exits.map(({ graph }) => graph).join(", "), pooling: `${String(pooling.pooling)} (${pooling.from})` };
    const golden = goldenOf(model);
    if (golden === undefined) return { ...known, result: `loaded, and must be refused with ${model.refused}`, succeeded: false };
    const tokenized = await embedder.tokenize(texts, { prompt: null });
    const differing = texts.filter((_, text) => String(tokenized[text]?.ids) !== String(golden.ids[text])).length;
    const { vectors } = await embedder.embed(texts, { prompt: null });
    const cosine = Math.min(...vectors.map((vector, text) => cosineSimilarity(vector, goldenVector(golden, text))));
    const isClose = cosine >= (model.quantized === true ? leastQuantizedCosine : leastCosine) && differing === 0;
    const result = `cosine ≥ ${cosine.toFixed(6)}, ${differing === 0 ? "equal ids" : `ids of ${differing} texts differ`}`;
    if (pairs === undefined || golden.spearman === undefined) return { ...known, result, succeeded: isClose };
    const ours = await spearmanOf(pairs, async (some) => (await embedder.embed(some, { prompt: null })).vectors);
    const succeeded = isClose && Math.abs(ours - golden.spearman) <= spearmanTolerance;
    return { ...known, result, succeeded, spearman: [ours, golden.spearman] };
  } catch (error) {
    if (!NestvecError.is(error)) throw error;
    const succeeded = error.code === model.refused;
    return { files: "", pooling: "", result: `refused (${error.code}): ${error.message}`, succeeded };
  }
}

function goldenVector({ vectors }: Golden, text: number): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(vectors[text] ?? "", "base64"));
  return new Float32Array(bytes.buffer);
}

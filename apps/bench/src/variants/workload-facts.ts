import { NestvecError } from "@nestvec/core";
import { loadModel } from "@nestvec/runtime-node";
import { quantile } from "simple-statistics";
import { drawWorkload, type MixName, type Workload } from "../workload/draw-workload.ts";

/** The texts of a measurement, and what is known of them. */
export interface WorkloadFacts {
  readonly workload: Workload;
  readonly cut: number;
  readonly tokens: number;
  readonly medianTokens: number;
  readonly p95Tokens: number;
}

/** What the texts depend on. */
export interface WorkloadFactsOptions {
  readonly model: string;
  readonly layer: number;
  /** A mix that is drawn, or texts as they are. */
  readonly workload: MixName | Workload;
  /** Texts of a mix; default: the mix's own number. */
  readonly count?: number;
  /** Tokens that texts are cut to; default: 512, or what the model takes. */
  readonly cut?: number;
  readonly seed: number;
}

const usualCut = 512;

/** Draws the texts, if they are to be drawn, and counts their tokens with the model's own tokenizer. @throws NestvecError LAYER_UNAVAILABLE */
export async function workloadFacts({
  model,
  layer,
  workload: wanted,
  count,
  cut: most = usualCut,
  seed,
}: WorkloadFactsOptions): Promise<WorkloadFacts> {
  // In a process of its own, since some tokenizers take hundreds of MB.
  await using embedder = await loadModel(model, { isolation: "process" });
  const { exits, maxTokens } = await embedder.info();
  const available = exits.map((exit) => exit.layer);
  if (!available.includes(layer)) throw new NestvecError("LAYER_UNAVAILABLE", { layer, available, missing: [] });
  const cut = Math.min(most, maxTokens);
  const countTokens = async (texts: readonly string[]): Promise<number[]> =>
    (await embedder.tokenize(texts, { prompt: null, maxTokens: cut })).map(({ ids }) => ids.length);
  const workload = typeof wanted === "string" ? await drawWorkload({ name: wanted, cut, seed, countTokens, count }) : wanted;
  const tokens = await countTokens(workload.texts);
  return {
    workload,
    cut,
    tokens: tokens.reduce((sum, one) => sum + one, 0),
    medianTokens: quantile(tokens, 0.5),
    p95Tokens: quantile(tokens, 0.95),
  };
}

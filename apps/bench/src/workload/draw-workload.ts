import { randomLcg } from "d3-random";
import { chunks, logNormalLengths, mixed, queries, type LengthMix } from "./log-normal-lengths.ts";
import { textsOfLengths, type CountTokens } from "./texts-of-lengths.ts";

/** Texts with the name of what they are like. */
export interface Workload {
  readonly name: string;
  /** In the order of their arrival. */
  readonly texts: readonly string[];
}

/** The mixes that are drawn at random: lengths are log-normal, as those of real texts are. */
export type MixName = "queries" | "chunks" | "mixed";

const mixes: Readonly<Record<MixName, { readonly mix: (most: number) => LengthMix; readonly texts: number }>> = {
  queries: { mix: queries, texts: 256 },
  chunks: { mix: chunks, texts: 96 },
  mixed: { mix: mixed, texts: 128 },
};

/** All of them. */
export const mixNames: readonly MixName[] = ["queries", "chunks", "mixed"];

/** What decides the texts: the same gives the same. */
export interface DrawOptions {
  readonly name: MixName;
  /** Texts; default: enough for a round of about a second with a small model. */
  readonly count?: number | undefined;
  /** Tokens that no text exceeds. */
  readonly cut: number;
  readonly seed: number;
  readonly countTokens: CountTokens;
}

/** Draws the texts of a mix. */
export async function drawWorkload({ name, count, cut, seed, countTokens }: DrawOptions): Promise<Workload> {
  const { mix, texts } = mixes[name];
  const random = randomLcg(seed);
  return { name, texts: await textsOfLengths(logNormalLengths(count ?? texts, mix(cut), random), countTokens, random) };
}

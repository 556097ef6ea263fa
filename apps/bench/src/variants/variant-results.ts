import { spreadFlags } from "../flags/spread-flags.ts";
import { largestDifference } from "../measure/difference.ts";
import { figureOf } from "../measure/figure-of.ts";
import type { VariantRounds } from "../measure/interleave.ts";
import { ratioOfRounds, summarize } from "../measure/statistics.ts";
import type { Flag } from "../results/figure.ts";
import type { VariantResult } from "../results/workload.ts";
import type { VariantHello, VariantRun } from "./variant-protocol.ts";

/** The rounds of one variant that has run all of them. */
export interface MeasuredVariant {
  readonly rounds: VariantRounds<VariantRun>;
  readonly hello: VariantHello;
  readonly vectors: readonly Float32Array[];
}

/** Beyond, vectors are not the same: padding, batches and builds of ONNX Runtime change less than 1e-6. */
const sameWithin = 1e-4;

/** What variants come to, in their order; the first is ours. `what` names the workload in flags. */
export function variantResults(
  what: string,
  measured: readonly MeasuredVariant[],
  { texts, tokens }: { readonly texts: number; readonly tokens: number },
): { readonly variants: readonly VariantResult[]; readonly flags: readonly Flag[] } {
  const ours = measured[0];
  const timesOf = (variant: MeasuredVariant | undefined): number[] => variant?.rounds.results.map(({ milliseconds }) => milliseconds) ?? [];
  const variants = measured.map((variant): VariantResult => {
    const { rounds, hello, vectors } = variant;
    const seconds = figureOf(timesOf(variant).map((milliseconds) => milliseconds / 1000));
    const ratio = ratioOfRounds(timesOf(variant), timesOf(ours));
    const peaks = rounds.results.flatMap(({ peakBytes }) => peakBytes ?? []);
    return {
      name: rounds.name,
      versions: hello.versions,
      ...(hello.note === undefined ? {} : { note: hello.note }),
      seconds,
      textsPerSecond: texts / seconds.median,
      tokensPerSecond: tokens / seconds.median,
      cpuSeconds: summarize(rounds.results.map(({ cpuMilliseconds }) => cpuMilliseconds)).median / 1000,
      ...(peaks.length === 0 ? {} : { peakMegabytes: Math.max(...peaks) / 1e6 }),
      timesOurs: { median: ratio.median, least: ratio.least, spread: ratio.spread, rounds: ratio.count },
      ...(hello.otherVectors === true ? {} : { largestDifference: largestDifference(ours?.vectors ?? [], vectors) }),
    };
  });
  const figures = variants.map(({ name, seconds, timesOurs }, place) =>
    place === 0 ? { name: `${what}, seconds of ${name}`, figure: seconds } : { name: `${what}, ${name} over nestvec`, figure: timesOurs },
  );
  return { variants, flags: [...spreadFlags("workloads", figures), ...variants.flatMap((variant) => otherVectors(what, variant))] };
}

function otherVectors(what: string, { name, largestDifference: difference = 0 }: VariantResult): readonly Flag[] {
  if (difference <= sameWithin) return [];
  const amount = Number.isFinite(difference) ? `differ by up to ${difference.toPrecision(2)}` : "have another number or width";
  const detail = `${what}: the vectors of ${name} ${amount} from ours, so that it may not do the same work.`;
  return [{ part: "workloads", kind: "other vectors", detail }];
}

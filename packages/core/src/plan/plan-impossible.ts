import { NestvecError } from "../errors/nestvec-error.ts";
import type { PlanCandidate } from "./plan-candidates.ts";
import type { PlanConstraints } from "./plan-constraints.ts";

/** The error that says what was wanted, and how near to it this model comes on this machine. */
export function planImpossible(
  candidates: readonly PlanCandidate[],
  constraints: PlanConstraints,
  table: string | undefined,
): NestvecError {
  const { minQuality, maxMilliseconds, tokens } = constraints;
  const quality = minQuality === undefined ? [] : [`a quality of at least ${minQuality} in "${table}"`];
  const time = maxMilliseconds === undefined ? [] : [`a text of ${tokens} tokens in at most ${maxMilliseconds} ms`];
  const wanted = [...quality, ...time].join(" and ") || `a quality in "${table}"`;
  return new NestvecError("PLAN_IMPOSSIBLE", { wanted, best: nearest(candidates, constraints, table) });
}

function nearest(
  candidates: readonly PlanCandidate[],
  { minQuality, maxMilliseconds, tokens }: PlanConstraints,
  table: string | undefined,
): string {
  const finest = candidates.toSorted((a, b) => b.quality - a.quality)[0];
  if (finest === undefined) return table === undefined ? "no exit of the model is whole" : `"${table}" names no cut that the model has`;
  if (minQuality !== undefined && finest.quality < minQuality) return `the best is ${qualityOf(finest)}`;

  const timed = candidates.filter(isTimed).toSorted((a, b) => a.milliseconds - b.milliseconds);
  const fastest = timed[0];
  if (fastest === undefined)
    return `no time was measured on this machine for ${table === undefined ? "any exit" : `a cut of "${table}"`}: calibrate first`;
  const within = timed.filter(({ milliseconds }) => milliseconds <= (maxMilliseconds ?? Infinity));
  const best = within.toSorted((a, b) => b.quality - a.quality)[0];
  if (best === undefined) return `the fastest takes ${timeOf(fastest)} for ${tokens} tokens`;
  const enough = timed.find(({ quality }) => quality >= (minQuality ?? -Infinity));
  const needed = enough === undefined ? "no cut with that quality was measured on this machine" : `that quality takes ${timeOf(enough)}`;
  return `within that time the best is ${qualityOf(best)}, and ${needed}`;
}

const isTimed = (candidate: PlanCandidate): candidate is PlanCandidate & { readonly milliseconds: number } =>
  candidate.milliseconds !== undefined;

// Six digits keep a figure apart from a constraint that it misses by little.
const figure = (value: number): number => Number(value.toPrecision(6));

const qualityOf = ({ quality, layer, dimension }: PlanCandidate): string => `${figure(quality)} (layer ${layer}, dimension ${dimension})`;

const timeOf = ({ milliseconds, layer }: PlanCandidate & { readonly milliseconds: number }): string =>
  `${figure(milliseconds)} ms (layer ${layer})`;

import { NestvecError } from "../errors.ts";
import { planCandidates, type AvailableCuts, type PlanCandidate } from "./plan-candidates.ts";
import { planImpossible } from "./plan-impossible.ts";
import { planWish, type PlanWish } from "./plan-wish.ts";
import type { Plan, PlanOptions } from "./plan.ts";
import type { QualityTable } from "./quality-tables.ts";

/** All that a plan is chosen by. */
export interface PlanInputs extends AvailableCuts {
  /** In the order of the file: the first is the one that plans go by where none is named. */
  readonly tables: readonly QualityTable[];
  readonly options: PlanOptions;
  /** The longest text that the model reads, in tokens. */
  readonly maxTokens: number;
  /** The model's name and the file of its tables, for messages. */
  readonly model: string;
  readonly file: string;
}

/**
 * Chooses a cut. With `minQuality`, the cheapest layer that reaches it at some dimension, at the smallest such dimension; with
 * `maxMilliseconds` alone, the best quality within the time; with both, the first among the cuts that fulfil both; with neither, the
 * best quality. Of equal qualities the smaller dimension wins, then the cheaper layer. The cheaper layer is the one of fewer
 * milliseconds, or the shallower where they were not measured for all: a deeper exit always computes more. Cuts that the table names
 * and the model lacks do not count. Of equal inputs always the same plan.
 * @throws NestvecError ARGUMENT_INVALID, QUALITY_TABLE_MISSING, PLAN_IMPOSSIBLE
 */
export function choosePlan(inputs: PlanInputs): Plan {
  const wish = planWish(inputs.options, inputs.maxTokens);
  const table = chosenTable(inputs);
  const candidates = planCandidates(table.cells, inputs, wish.tokens);
  const [best] = candidates.filter((candidate) => fulfils(candidate, wish)).toSorted(preference(candidates, wish));
  if (best === undefined) throw planImpossible(candidates, wish, table.name);
  const { layer, dimension, quality, milliseconds } = best;
  const bytes = dimension * Float32Array.BYTES_PER_ELEMENT;
  return { layer, dimension, quality, table: table.name, milliseconds, tokens: wish.tokens, bytes };
}

function chosenTable({ tables, options: { table: name }, model, file }: PlanInputs): QualityTable {
  const found = name === undefined ? tables[0] : tables.find((table) => table.name === name);
  if (found !== undefined) return found;
  const available = tables.map((table) => table.name);
  throw new NestvecError("QUALITY_TABLE_MISSING", { model, file, available, ...(name === undefined ? {} : { table: name }) });
}

function fulfils({ quality, milliseconds }: PlanCandidate, { minQuality, maxMilliseconds }: PlanWish): boolean {
  return (
    (minQuality === undefined || quality >= minQuality) &&
    (maxMilliseconds === undefined || (milliseconds !== undefined && milliseconds <= maxMilliseconds))
  );
}

/** Orders candidates, the one to choose first. */
function preference(candidates: readonly PlanCandidate[], { minQuality }: PlanWish): (a: PlanCandidate, b: PlanCandidate) => number {
  // Known times and unknown ones cannot be put in one order.
  const timed = candidates.every(({ milliseconds }) => milliseconds !== undefined);
  const byCost = (a: PlanCandidate, b: PlanCandidate): number =>
    (timed ? (a.milliseconds ?? 0) - (b.milliseconds ?? 0) : 0) || a.layer - b.layer;
  if (minQuality !== undefined) return (a, b) => byCost(a, b) || a.dimension - b.dimension;
  return (a, b) => b.quality - a.quality || a.dimension - b.dimension || byCost(a, b);
}

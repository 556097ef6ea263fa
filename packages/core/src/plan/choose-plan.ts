import { NestvecError } from "../errors/nestvec-error.ts";
import { invalidArgument } from "../errors/arguments.ts";
import { planCandidates, type AvailableCuts, type PlanCandidate } from "./plan-candidates.ts";
import { planImpossible } from "./plan-impossible.ts";
import { planConstraints, type PlanConstraints } from "./plan-constraints.ts";
import type { Plan, PlanOptions } from "./plan.ts";
import type { QualityTable } from "../model/info/quality-table-types.ts";

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
 * best quality. Without a table, `maxMilliseconds` alone gives the deepest layer within the time, at its full dimension. Of equal qualities the smaller dimension wins, then the cheaper layer. The cheaper layer is the one of fewer
 * milliseconds, or the shallower where they were not measured for all: a deeper exit always computes more. Cuts that the table names
 * and the model lacks do not count. Of equal inputs always the same plan.
 * @throws NestvecError ARGUMENT_INVALID, QUALITY_TABLE_MISSING, PLAN_IMPOSSIBLE
 */
export function choosePlan(inputs: PlanInputs): Plan {
  const constraints = planConstraints(inputs.options, inputs.maxTokens);
  if (isByTimeAlone(inputs)) return deepestWithin(inputs, constraints);
  const table = chosenTable(inputs);
  requireUnitOf(table, constraints.minQuality);
  const candidates = planCandidates(table.cells, inputs, constraints.tokens);
  const [best] = candidates.filter((candidate) => fulfils(candidate, constraints)).toSorted(preference(candidates, constraints));
  if (best === undefined) throw planImpossible(candidates, constraints, table.name);
  const { layer, dimension, quality, milliseconds } = best;
  const bytes = dimension * Float32Array.BYTES_PER_ELEMENT;
  return { layer, dimension, quality, table: table.name, milliseconds, tokens: constraints.tokens, bytes };
}

/** Whether a plan can be made, and must be, without a table. */
export const isByTimeAlone = ({ tables, options }: Pick<PlanInputs, "tables" | "options">): boolean =>
  tables.length === 0 && options.maxMilliseconds !== undefined && options.minQuality === undefined && options.table === undefined;

/** A deeper layer of a model is a better one, and time does not depend on the dimension. */
function deepestWithin(inputs: PlanInputs, constraints: PlanConstraints): Plan {
  const { tokens } = constraints;
  const dimension = inputs.dimensions?.[0] ?? inputs.width;
  // The depth stands in for the unknown quality.
  const depths = inputs.layers.map((layer) => ({ layer, dimension, quality: layer }));
  const candidates = planCandidates(depths, inputs, tokens);
  const [best] = candidates.filter((candidate) => fulfils(candidate, constraints)).toSorted((a, b) => b.layer - a.layer);
  if (best === undefined) throw planImpossible(candidates, constraints, undefined);
  const { layer, milliseconds } = best;
  return {
    layer,
    dimension,
    quality: undefined,
    table: undefined,
    milliseconds,
    tokens,
    bytes: dimension * Float32Array.BYTES_PER_ELEMENT,
  };
}

function chosenTable({ tables, options: { table: name }, model, file }: PlanInputs): QualityTable {
  const found = name === undefined ? tables[0] : tables.find((table) => table.name === name);
  if (found !== undefined) return found;
  const available = tables.map((table) => table.name);
  throw new NestvecError("QUALITY_TABLE_MISSING", { model, file, available, ...(name === undefined ? {} : { table: name }) });
}

/** Figures that are all above this are of a scale to 100. */
const leastOfHundred = 10;

/** A quality of 0.78 in a table of figures from 0 to 100 would be one that every cut has. */
function requireUnitOf({ name, cells }: QualityTable, minQuality: number | undefined): void {
  const figures = cells.map(({ quality }) => quality);
  if (minQuality === undefined || !(minQuality > 0 && minQuality <= 1) || figures.some((figure) => figure <= leastOfHundred)) return;
  const expected = `in the units of the table "${name}", whose figures go from ${Math.min(...figures)} to ${Math.max(...figures)}`;
  throw invalidArgument("minQuality", minQuality, expected);
}

function fulfils({ quality, milliseconds }: PlanCandidate, { minQuality, maxMilliseconds }: PlanConstraints): boolean {
  return (
    (minQuality === undefined || quality >= minQuality) &&
    (maxMilliseconds === undefined || (milliseconds !== undefined && milliseconds <= maxMilliseconds))
  );
}

/** Orders candidates, the one to choose first. */
export function preference(
  candidates: readonly PlanCandidate[],
  { minQuality }: { readonly minQuality?: number | undefined },
): (a: PlanCandidate, b: PlanCandidate) => number {
  // Known times and unknown ones cannot be put in one order.
  const timed = candidates.every(({ milliseconds }) => milliseconds !== undefined);
  const byCost = (a: PlanCandidate, b: PlanCandidate): number =>
    (timed ? (a.milliseconds ?? 0) - (b.milliseconds ?? 0) : 0) || a.layer - b.layer;
  if (minQuality !== undefined) return (a, b) => byCost(a, b) || a.dimension - b.dimension;
  return (a, b) => b.quality - a.quality || a.dimension - b.dimension || byCost(a, b);
}

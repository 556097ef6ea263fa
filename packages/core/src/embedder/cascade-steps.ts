import type { ModelInfo } from "../model/info/model-info.ts";
import { invalidArgument, requireOptions, type OptionNames } from "../errors/arguments.ts";
import { checkedCut, type Cut } from "./call-request.ts";
import type { CascadeStep, SearchOptions } from "./calls.ts";

/** A step that was checked. */
export interface CheckedStep extends Cut {
  /** How many of so many candidates are kept for the next step; of the last step, how many are returned. */
  keptOf(candidates: number): number;
}

const stepNames: OptionNames<CascadeStep> = { layer: true, dimension: true, keep: true };

/**
 * Checks the steps of a cascade against the model, and that nothing else says how deep and wide the search is.
 * @throws NestvecError ARGUMENT_INVALID, LAYER_UNAVAILABLE, DIMENSION_UNAVAILABLE
 */
export function checkedSteps(
  info: ModelInfo,
  topK: number,
  { cascade, layer, dimension, candidateLayer }: SearchOptions,
): readonly [CheckedStep, ...CheckedStep[]] {
  for (const [name, value] of Object.entries({ layer, dimension, candidateLayer }))
    if (value !== undefined) throw invalidArgument(name, value, "left out beside a cascade, whose steps say it");
  const steps: readonly CascadeStep[] = Array.isArray(cascade) ? cascade : [];
  const [first, ...deeper] = steps;
  if (first === undefined) throw invalidArgument("cascade", cascade, "a list of steps, such as [{ layer: 6, keep: 0.2 }, { layer: 22 }]");

  const checked = (step: CascadeStep, place: number): CheckedStep => {
    const name = `cascade[${place}]`;
    requireOptions(name, step, stepNames, `${name}.`);
    const before = steps[place - 1]?.layer ?? 0;
    if (typeof step.layer !== "number" || step.layer <= before)
      throw invalidArgument(
        `${name}.layer`,
        step.layer,
        place === 0 ? "a layer of the model" : `a deeper layer than ${before}, that of the step before`,
      );
    const isLast = place === steps.length - 1;
    if (isLast && step.keep !== undefined)
      throw invalidArgument(`${name}.keep`, step.keep, "left out in the last step: topK says how many are returned");
    const keptOf = isLast ? () => topK : kept(`${name}.keep`, step.keep);
    return { ...checkedCut(info, step), keptOf };
  };
  return [checked(first, 0), ...deeper.map((step, place) => checked(step, place + 1))];
}

/** What rounding makes of a share of a count: 0.07 × 100 is a little over 7. */
const rounding = 1e-9;

function kept(name: string, keep: number | undefined): CheckedStep["keptOf"] {
  if (typeof keep !== "number" || !(keep > 0 && (keep < 1 || (Number.isSafeInteger(keep) && keep > 1))))
    throw invalidArgument(name, keep, "a share of the candidates between 0 and 1, such as 0.2, or a number of them from 2");
  return keep < 1 ? (candidates) => Math.max(0, Math.ceil(candidates * keep - rounding)) : (candidates) => Math.min(candidates, keep);
}

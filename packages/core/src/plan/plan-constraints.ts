import { invalidArgument } from "../errors/arguments.ts";
import type { PlanOptions } from "./plan.ts";

/** Checked constraints of a plan, with the length of the text that its time is for. */
export interface PlanConstraints {
  readonly minQuality: number | undefined;
  readonly maxMilliseconds: number | undefined;
  readonly tokens: number;
}

/** Tokens that a plan's time is for where none are given: a paragraph. */
const usualTokens = 128;

/**
 * Checks the options of a plan for a model that reads up to `maxTokens` tokens.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function planConstraints(options: PlanOptions, maxTokens: number): PlanConstraints {
  const { minQuality, maxMilliseconds, tokens = Math.min(usualTokens, maxTokens) } = options;
  if (minQuality !== undefined && !Number.isFinite(minQuality)) throw invalidArgument("minQuality", minQuality, "a finite number");
  if (maxMilliseconds !== undefined && !(Number.isFinite(maxMilliseconds) && maxMilliseconds > 0)) {
    throw invalidArgument("maxMilliseconds", maxMilliseconds, "a finite number above 0");
  }
  if (!Number.isInteger(tokens) || tokens < 1 || tokens > maxTokens)
    throw invalidArgument("tokens", tokens, `a whole number from 1 to ${maxTokens}`);
  return { minQuality, maxMilliseconds, tokens };
}

import type { OptionNames } from "../../errors/arguments.ts";
import type { GraphOptions } from "../graphs/graph-choice.ts";
import type { Pooling } from "../settings/pooling.ts";
import type { FactOptions } from "../facts/stated-facts.ts";

/** What a caller may say of a model in place of its files. */
export interface DescriptionOverrides extends GraphOptions, FactOptions {
  /** How token vectors are pooled, where the model's files do not say. */
  readonly pooling?: Pooling | undefined;
  /** Tokens that a text may have: at most the model's own limit, which is the default. */
  readonly maxTokens?: number | undefined;
}

/** Their names, for a check of what plain JavaScript passes. */
export const overrideNames: OptionNames<DescriptionOverrides> = {
  pooling: true,
  maxTokens: true,
  dtype: true,
  file: true,
  prompts: true,
  dimensions: true,
  repository: true,
};

import type { OptionNames } from "../errors/arguments.ts";
import type { GraphOptions } from "../model/graph-choice.ts";
import type { Pooling } from "../model/pooling.ts";
import type { FactOptions } from "../model/stated-facts.ts";
import type { ScheduleOptions } from "../schedule/schedule-options.ts";

/** What a caller may say of a model beyond its files. Plain data. */
export interface ModelOptions extends GraphOptions, FactOptions {
  /** Tokens that a text may have: at most the model's own limit, which is the default. */
  readonly maxTokens?: number | undefined;
  /** How token vectors are pooled, where the model's files do not say. */
  readonly pooling?: Pooling | undefined;
  /** What vectors are for, for calls that name no task, where the model has tasks (jina-embeddings-v3). */
  readonly task?: string | undefined;
  /**
   * Says that a re-made model is the same as one before: a name for the model's space, or by layer the full names that earlier
   * answers carried, such as `{ 6: "mmbert-0123456789abcdef/layer-6" }`. Default: digests.
   */
  readonly space?: string | Readonly<Record<number, string>> | undefined;
  /** How calls are cut into batches, and how much may wait. */
  readonly schedule?: ScheduleOptions | undefined;
}

/** Their names, for a check of what plain JavaScript passes. */
export const modelOptionNames: OptionNames<ModelOptions> = {
  maxTokens: true,
  pooling: true,
  task: true,
  dtype: true,
  file: true,
  prompts: true,
  dimensions: true,
  repository: true,
  space: true,
  schedule: true,
};

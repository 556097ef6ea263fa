import type { OptionNames } from "../errors/arguments.ts";
import { overrideNames, type DescriptionOverrides } from "../model/describe/description-overrides.ts";
import type { ScheduleOptions } from "../schedule/schedule-options.ts";

/** What a caller may say of a model beyond its files. Plain data. */
export interface ModelOptions extends DescriptionOverrides {
  /** What vectors are for, for calls that name no task, where the model has tasks (jina-embeddings-v3). */
  readonly task?: string | undefined;
  /**
   * Says that a re-made model is the same as one before: a name for the model's space, or by layer the full names that earlier
   * answers carried, such as `{ 6: "mmbert-0123456789abcdef/layer-6" }`, without what is added for a task, a cut or tokens. Default: digests.
   */
  readonly space?: string | Readonly<Record<number, string>> | undefined;
  /** How calls are cut into batches, and how much may wait. */
  readonly schedule?: ScheduleOptions | undefined;
}

/** The names of `ModelOptions`, for a check of what plain JavaScript passes. */
export const modelOptionNames: OptionNames<ModelOptions> = { ...overrideNames, task: true, space: true, schedule: true };

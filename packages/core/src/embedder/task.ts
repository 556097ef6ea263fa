import type { ModelInfo } from "../model/info/model-info.ts";
import { requireTask } from "../path/task.ts";
import type { TokenizeOptions } from "./calls.ts";

type Tasks = Pick<ModelInfo, "tasks" | "defaultTask">;

/**
 * What the vectors of a call are for: the task that it names, else the one that its prompt is named after, else the model's default; undefined for a
 * model that is told nothing.
 * @throws NestvecError ARGUMENT_INVALID for a task that the model has not, and where it has to be told and is not
 */
export function taskOf(
  { tasks = [], defaultTask }: Tasks,
  { task }: Pick<TokenizeOptions, "task">,
  prompt: string | null,
): string | undefined {
  if (tasks.length === 0 && task === undefined) return undefined;
  const more = ", since the model has to be told what its vectors are for; a role or prompt of one of these says it, too";
  return requireTask(task ?? tasks.find((name) => name === prompt) ?? defaultTask, tasks, more);
}

/** The options with the model's prompt for their task, where they say of none. */
export function withPromptOfTask({ prompts }: Pick<ModelInfo, "prompts">, options: TokenizeOptions): TokenizeOptions {
  const { task, prompt, role, promptText } = options;
  if (task === undefined || prompt !== undefined || role !== undefined || promptText !== undefined) return options;
  return Object.hasOwn(prompts, task) ? { ...options, prompt: task } : options;
}

import { invalidArgument, quoted } from "../errors/arguments.ts";

/**
 * A task that the model has. `more`: what is said of the right ones besides their names.
 * @throws NestvecError ARGUMENT_INVALID for another, or none
 */
export function requireTask(task: string | undefined, tasks: readonly string[], more: string = ""): string {
  if (task !== undefined && tasks.includes(task)) return task;
  throw invalidArgument("task", task, tasks.length === 0 ? "left out: this model has no tasks" : tasks.map(quoted).join(" or ") + more);
}

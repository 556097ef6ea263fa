import type { TextInput } from "../engine/engine.ts";
import { invalidArgument } from "../errors/arguments.ts";
import { NestvecError } from "../errors/nestvec-error.ts";
import type { ModelInfo } from "../model/info/model-info.ts";
import { requireTask } from "../path/task.ts";
import { isInt32Array } from "../platform/typed-arrays.ts";
import type { TextRole, TokenizeOptions } from "./calls.ts";
import type { EmbedderPlatform } from "./embedder-parts.ts";

/** The text to put before every input, and the name of the model's prompt that it is. */
export interface ChosenPrompt {
  readonly name: string | null;
  readonly text: string;
}

/** The names that models have for each role's prompt, the best first: those of Sentence Transformers' `encode_query` and `encode_document`, and a few more. */
const roleNames: Readonly<Record<TextRole, readonly string[]>> = {
  query: ["query", "search_query", "retrieval.query"],
  document: ["document", "passage", "corpus", "search_document", "retrieval.passage"],
};

type Prompts = Pick<ModelInfo, "prompts" | "defaultPrompt">;

/** The three ways to say which prompt is meant. */
type PromptOptions = Pick<TokenizeOptions, "prompt" | "role" | "promptText">;

const noPrompt: ChosenPrompt = { name: null, text: "" };

/**
 * The text to put before every input: the named prompt, whatever the case of its name; that of a role; a text of the caller's; none for `null`; the
 * model's default where nothing was said. On a model without prompts, the usual names mean none.
 * @throws NestvecError PROMPT_UNKNOWN; ARGUMENT_INVALID for two ways at once, and for token ids, which can have no prompt put before them
 */
export function choosePrompt(model: Prompts, options: PromptOptions, texts: readonly TextInput[]): ChosenPrompt {
  const { prompt, role, promptText } = options;
  if ([prompt, role, promptText].filter((given) => given !== undefined).length > 1) {
    throw invalidArgument("prompt", prompt ?? role, `left out where "role" or "promptText" says it, of which one is enough`);
  }
  const chosen = chosenPrompt(model, options);
  // The prompt of a role, or the model's default, is not missed before ids.
  if (role !== undefined || (prompt === undefined && promptText === undefined) || chosen.text === "") return chosen;
  const ids = texts.findIndex((text) => Array.isArray(text) || isInt32Array(text));
  if (ids < 0) return chosen;
  const expected = "a text where a prompt is asked for: put the prompt's tokens among the ids, or pass prompt: null";
  throw new NestvecError("ARGUMENT_INVALID", { argument: `texts[${ids}]`, found: "a list of token ids", expected });
}

function chosenPrompt(model: Prompts, { prompt, role, promptText }: PromptOptions): ChosenPrompt {
  if (promptText !== undefined) {
    if (typeof promptText !== "string") throw invalidArgument("promptText", promptText, "a text");
    return { name: null, text: promptText };
  }
  if (role !== undefined && !Object.hasOwn(roleNames, role)) throw invalidArgument("role", role, `"query" or "document"`);
  const wanted = role === undefined ? (prompt ?? (prompt === null ? null : model.defaultPrompt)) : promptOfRole(model, role);
  if (wanted === null) return noPrompt;
  const { prompts } = model;
  const name = nameOf(prompts, wanted);
  if (name !== undefined) return { name, text: prompts[name] ?? "" };
  const available = Object.keys(prompts);
  if (available.length === 0 && Object.values(roleNames).flat().includes(String(wanted).toLowerCase())) return noPrompt;
  throw new NestvecError("PROMPT_UNKNOWN", { prompt: wanted, available });
}

/**
 * The name of the prompt for a text of a role: that of the role, else the model's default, unless that is the other role's. Null: none.
 * @example
 * ```ts
 * import { promptOfRole } from "@nestvec/core";
 *
 * const prompts = { search_query: "query: ", search_document: "passage: " };
 * console.log(promptOfRole({ prompts, defaultPrompt: null }, "query")); // → search_query
 * ```
 */
export function promptOfRole({ prompts, defaultPrompt }: Pick<ModelInfo, "prompts" | "defaultPrompt">, role: TextRole): string | null {
  const [name] = roleNames[role].flatMap((candidate) => nameOf(prompts, candidate) ?? []);
  if (name !== undefined) return name;
  const others = roleNames[role === "query" ? "document" : "query"];
  return defaultPrompt === null || others.includes(defaultPrompt.toLowerCase()) ? null : defaultPrompt;
}

/** A prompt's own name: an exact match, else the only match without regard to case. */
function nameOf(prompts: Prompts["prompts"], wanted: string): string | undefined {
  if (Object.hasOwn(prompts, wanted)) return wanted;
  const alike = Object.keys(prompts).filter((name) => name.toLowerCase() === String(wanted).toLowerCase());
  return alike.length === 1 ? alike[0] : undefined;
}

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

/** Warns once that texts are embedded without the prompt that the model's card asks for; does nothing for other models. */
export function promptWarning(
  { name, isPromptNeeded, prompts, promptsFrom }: Pick<ModelInfo, "name" | "isPromptNeeded" | "prompts" | "promptsFrom">,
  warn: EmbedderPlatform["warn"],
): () => void {
  let isDue = isPromptNeeded && warn !== undefined;
  return () => {
    if (!isDue) return;
    isDue = false;
    const known = Object.keys(prompts).join(", ");
    warn?.(
      `Texts are embedded without a prompt, but the model card of "${name}" (${promptsFrom}) asks for one: choose a role, query or document, or one of the prompts ${known}; null as the prompt says that none is wanted.`,
    );
  };
}

import { NestvecError } from "../errors/nestvec-error.ts";
import { invalidArgument } from "../errors/arguments.ts";
import type { ModelInfo } from "../model/info/model-info.ts";
import { throwIfAborted } from "../platform/abort.ts";
import type { EmbedRequest, Lane, TextInput, TokenizeRequest, Truncate } from "../engine/engine.ts";
import type { EmbedderParts } from "./embedder-parts.ts";
import type { CutOptions, EmbedOptions, TokenizeOptions } from "./calls.ts";
import { choosePrompt, taskOf, withPromptOfTask } from "./prompt.ts";
import { isInt32Array } from "../platform/typed-arrays.ts";

/** A layer and a dimension that the model has. */
export interface Cut {
  readonly layer: number;
  readonly dimension: number;
}

/**
 * Checks layer and dimension against the model; the defaults are the full ones. A model without its deepest exit has no full cut:
 * the next shallower would give other vectors without a word.
 * @throws NestvecError LAYER_UNAVAILABLE, DIMENSION_UNAVAILABLE, ARGUMENT_INVALID
 */
export function checkedCut({ exits, missingLayers, dimensions, width }: ModelInfo, asked: CutOptions): Cut {
  const available = exits.map((exit) => exit.layer);
  const { layer = Math.max(...available, ...missingLayers), dimension = dimensions?.[0] ?? width } = asked;
  requireNumber("layer", layer);
  requireNumber("dimension", dimension);
  if (!available.includes(layer)) throw new NestvecError("LAYER_UNAVAILABLE", { layer, available, missing: missingLayers });
  const fits =
    dimensions === undefined ? Number.isInteger(dimension) && dimension >= 1 && dimension <= width : dimensions.includes(dimension);
  if (!fits) throw new NestvecError("DIMENSION_UNAVAILABLE", { dimension, available: dimensions, width });
  return { layer, dimension };
}

function requireNumber(argument: string, value: unknown): void {
  if (typeof value === "number") return;
  throw invalidArgument(argument, value, "a number");
}

/**
 * Refuses what is no list of texts or token ids, by the index of what is wrong: callers in plain JavaScript may pass anything, and a worker would
 * only know that the message is none.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function requireTexts(texts: unknown): void {
  if (!Array.isArray(texts)) throw invalidArgument("texts", texts, "a list of texts; for one text pass [text]");
  // Not by a loop over what is there, which would pass over the holes of a sparse list.
  for (let index = 0; index < texts.length; index++) {
    const text: unknown = texts[index];
    if (typeof text === "string" || isInt32Array(text)) continue;
    if (!Array.isArray(text))
      throw invalidArgument(`texts[${index}]`, text, "a text, or token ids as an array of numbers or an Int32Array");
    requireIds(text, `texts[${index}]`);
  }
}

/** @throws NestvecError ARGUMENT_INVALID for a list that holds what is no number */
export function requireIds(ids: readonly unknown[], argument: string): void {
  const position = ids.findIndex((id) => typeof id !== "number");
  if (position >= 0) throw invalidArgument(`${argument}[${position}]`, ids[position], "a token id, as all of the list are");
}

/** A call's request to the engine, all its options checked, and the name of its prompt. */
export function embedRequest(
  { info, onNoPrompt }: EmbedderParts,
  texts: readonly TextInput[],
  options: EmbedOptions,
  started: number,
): { readonly request: Omit<EmbedRequest, "normalize">; readonly prompt: string | null } {
  const cut = checkedCut(info, options);
  const { lane, signal, deadlineMilliseconds } = options;
  checkUrgency(lane, deadlineMilliseconds);
  throwIfAborted(signal, "embedding");
  const { request, prompt } = tokenizeRequest(info, texts, options);
  if (isPromptUnsaid(options, request) && texts.some((text) => typeof text === "string")) onNoPrompt();
  const task = taskOf(info, options, prompt);
  const expires = deadlineMilliseconds === undefined ? undefined : started + deadlineMilliseconds;
  return { request: { ...request, ...cut, task, lane, signal, expires }, prompt };
}

const isPromptUnsaid = ({ prompt, role, promptText }: TokenizeOptions, request: TokenizeRequest): boolean =>
  prompt === undefined && role === undefined && promptText === undefined && request.prompt === "";

/** How texts are tokenized, all options checked, and the name of their prompt. @throws NestvecError ARGUMENT_INVALID, PROMPT_UNKNOWN */
export function tokenizeRequest(
  info: ModelInfo,
  texts: readonly TextInput[],
  options: TokenizeOptions,
): { readonly request: TokenizeRequest; readonly prompt: string | null } {
  requireTexts(texts);
  const { truncate, maxTokens } = options;
  if (!sides.includes(truncate)) throw invalidArgument("truncate", truncate, `"end", "start" or "none"`);
  if (maxTokens !== undefined && typeof maxTokens !== "number") {
    const expected = `a whole number from 1 to ${info.maxTokens}, the limit that ${info.maxTokensFrom} gives`;
    throw invalidArgument("maxTokens", maxTokens, expected);
  }
  if (options.task !== undefined) taskOf(info, options, null);
  const prompted = withPromptOfTask(info, options);
  // The prompt of a task is not missed before ids, as that of a role is not.
  const { name, text } = choosePrompt(info, prompted, prompted === options ? texts : []);
  return { request: { texts, prompt: text, truncate, maxTokens }, prompt: name };
}

const sides: readonly (string | undefined)[] = ["end", "start", "none", undefined] satisfies (Truncate | undefined)[];

const lanes: readonly (string | undefined)[] = ["interactive", "bulk", undefined] satisfies (Lane | undefined)[];

function checkUrgency(lane: Lane | undefined, deadline: number | undefined): void {
  if (!lanes.includes(lane)) throw invalidArgument("lane", lane, `"interactive" or "bulk"`);
  if (deadline === undefined || (typeof deadline === "number" && deadline > 0)) return;
  throw invalidArgument("deadlineMilliseconds", deadline, "milliseconds from the call, more than 0");
}

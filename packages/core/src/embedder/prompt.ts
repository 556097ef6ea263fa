import { NestvecError } from "../errors.ts";
import type { ModelDescription } from "../model/model-description.ts";

/** A prompt of the model, and whether the caller asked for it or it is the model's default. */
export interface ChosenPrompt {
  readonly name: string | null;
  readonly text: string;
  readonly asked: boolean;
}

/**
 * The text to put before every input: the named prompt, none for `null`, the model's default where nothing was said.
 * @throws NestvecError PROMPT_UNKNOWN
 */
export function choosePrompt({ prompts, defaultPrompt }: ModelDescription, wish: string | null | undefined): ChosenPrompt {
  const name = wish === undefined ? defaultPrompt : wish;
  if (name === null) return { name, text: "", asked: false };
  const text = Object.hasOwn(prompts, name) ? prompts[name] : undefined;
  if (text === undefined) throw new NestvecError("PROMPT_UNKNOWN", { prompt: name, available: Object.keys(prompts) });
  return { name, text, asked: wish !== undefined };
}

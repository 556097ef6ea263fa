import type { ModelInfo } from "../model/info/model-info.ts";
import type { EmbedderPlatform } from "./embedder-parts.ts";

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

import type { EmbedOptions, SearchOptions } from "./calls.ts";

/** How the query of a search is embedded: with the prompt that was asked for, else that of its role, unless a task for both sides was given. */
export function queryOptions({
  topK: _k,
  candidatePrompt: _prompt,
  candidateLayer: _layer,
  cascade: _cascade,
  allowCompatible: _compatible,
  ...given
}: SearchOptions): EmbedOptions {
  const { prompt, promptText, task, ...rest } = given;
  const asked = { ...rest, task, normalize: false };
  if (promptText !== undefined) return { ...asked, promptText };
  if (prompt !== undefined) return { ...asked, prompt };
  return task === undefined ? { ...asked, role: "query" } : asked;
}

/** How the candidates of a search that are texts are embedded. */
export function candidateOptions({
  topK: _k,
  prompt: _prompt,
  promptText: _text,
  cascade: _cascade,
  allowCompatible: _compatible,
  ...given
}: SearchOptions): EmbedOptions {
  const { candidatePrompt, candidateLayer, layer, task, ...rest } = given;
  const asked = { ...rest, task, layer: candidateLayer ?? layer, normalize: false };
  if (candidatePrompt !== undefined) return { ...asked, prompt: candidatePrompt };
  return task === undefined ? { ...asked, role: "document" } : asked;
}

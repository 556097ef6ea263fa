import type { ModelInfo } from "@nestvec/core";

/** What an input is for, as Cohere's and others' `input_type` says. */
export type InputType = "query" | "document" | "classification" | "clustering";

/** Names under which models have their prompts, by what they are for. Sentence Transformers' are `query` and `document`. */
export const promptNames: Readonly<Record<InputType, readonly string[]>> = {
  query: ["query", "search_query", "retrieval.query"],
  document: ["document", "passage", "search_document", "retrieval.passage"],
  classification: ["classification"],
  clustering: ["clustering", "separation"],
};

/** The model's prompt for a type of input; undefined where it has none, so that its default one counts. */
export function promptOfType(type: InputType | undefined, { prompts }: ModelInfo): string | undefined {
  return type === undefined ? undefined : promptNames[type].find((name) => Object.hasOwn(prompts, name));
}

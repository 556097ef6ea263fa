import type { ModelRegistry } from "../models/served-models.ts";

const tag = /:latest$/;

/** The name under which a model is served: Ollama's names may end in a tag, `name:latest`. */
export function servedName({ models }: ModelRegistry, name: string): string {
  return models.some((served) => served.name === name) ? name : name.replace(tag, "");
}

/** A served model's name as Ollama lists it, with a tag. */
export const taggedName = (name: string): string => (name.includes(":") ? name : `${name}:latest`);

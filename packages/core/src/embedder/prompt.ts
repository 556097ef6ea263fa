import { NestvecError } from "../errors.ts";
import type { ModelDescription } from "../model/model-description.ts";

/** A prompt of the model, and whether the caller asked for it or it is the model's default. */
export interface ChosenPrompt {
  readonly name: string | null;
  readonly text: string;
  readonly asked: boolean;
}

/** What a text is in a search. */
export type TextRole = "query" | "document";

/** The names that models have for each role's prompt, the best first: those of Sentence Transformers' `encode_query` and `encode_document`, and a few more. */
const roleNames: Readonly<Record<TextRole, readonly string[]>> = {
  query: ["query", "search_query", "retrieval.query"],
  document: ["document", "passage", "corpus", "search_document", "retrieval.passage"],
};

type Prompts = Pick<ModelDescription, "prompts" | "defaultPrompt">;

/**
 * The text to put before every input: the named prompt, whatever the case of its name; none for `null`; the model's default where nothing
 * was said. On a model without prompts, the usual names mean none.
 * @throws NestvecError PROMPT_UNKNOWN
 */
export function choosePrompt({ prompts, defaultPrompt }: Prompts, wish: string | null | undefined): ChosenPrompt {
  const wanted = wish === undefined ? defaultPrompt : wish;
  if (wanted === null) return noPrompt;
  const available = Object.keys(prompts);
  const name = nameOf(prompts, wanted);
  if (name !== undefined) return { name, text: prompts[name] ?? "", asked: wish !== undefined };
  if (available.length === 0 && Object.values(roleNames).flat().includes(String(wanted).toLowerCase())) return noPrompt;
  throw new NestvecError("PROMPT_UNKNOWN", { prompt: wanted, available });
}

/**
 * The name of the prompt for a text of a search where none is asked for: that of its role, else the model's default, unless that is the other
 * role's.
 */
export function promptOfRole({ prompts, defaultPrompt }: Prompts, role: TextRole): string | null {
  const [name] = roleNames[role].flatMap((candidate) => nameOf(prompts, candidate) ?? []);
  if (name !== undefined) return name;
  const others = roleNames[role === "query" ? "document" : "query"];
  return defaultPrompt === null || others.includes(defaultPrompt.toLowerCase()) ? null : defaultPrompt;
}

const noPrompt: ChosenPrompt = { name: null, text: "", asked: false };

/** A prompt's own name: the very one, else the only one that differs in case alone. */
function nameOf(prompts: Prompts["prompts"], wanted: string): string | undefined {
  if (Object.hasOwn(prompts, wanted)) return wanted;
  const alike = Object.keys(prompts).filter((name) => name.toLowerCase() === String(wanted).toLowerCase());
  return alike.length === 1 ? alike[0] : undefined;
}

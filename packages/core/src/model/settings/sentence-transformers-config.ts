import { quoted } from "../../errors/arguments.ts";
import { count, field, optional, text } from "../../config/config-readers.ts";
import { configInvalid, member, members, type ConfigValue } from "../../config/config-value.ts";

/** Where Sentence Transformers keeps what is not a module. */
export const sentenceConfigPath = "config_sentence_transformers.json";

/** What `config_sentence_transformers.json` says. */
export interface SentenceConfig {
  /** Texts that the model wants in front of others, by name. */
  readonly prompts: Readonly<Record<string, string>>;
  readonly defaultPrompt: string | null;
  /** How vectors are compared: `cosine`, `dot`, `euclidean`, `manhattan`. */
  readonly similarity: string | undefined;
}

/** Reads config_sentence_transformers.json. @throws NestvecError CONFIG_INVALID */
export function parseSentenceConfig(at: ConfigValue): SentenceConfig {
  const listed = field(at, "prompts", optional(members)) ?? [];
  const prompts = Object.fromEntries(listed.map((prompt) => [prompt.name, text(prompt)]));
  const defaultPrompt = field(at, "default_prompt_name", optional(text)) ?? null;
  if (defaultPrompt !== null && !Object.hasOwn(prompts, defaultPrompt)) {
    const names = Object.keys(prompts).map(quoted).join(" or ");
    throw configInvalid(member(at, "default_prompt_name"), names === "" ? "null where there are no prompts" : `null or ${names}`);
  }
  return { prompts, defaultPrompt, similarity: field(at, "similarity_fn_name", optional(text)) };
}

/** Above this, transformers means "no limit": it writes 1e30. */
const noLimit = 1e9;

/** The longest text of `tokenizer_config.json`: `model_max_length`. @throws NestvecError CONFIG_INVALID */
export function parseModelMaxLength(at: ConfigValue): number | undefined {
  const limit = member(at, "model_max_length");
  return typeof limit.value === "number" && limit.value >= noLimit ? undefined : optional(count())(limit);
}

import { count, field, flag, oneOf, optional } from "../../config/config-readers.ts";
import { configInvalid, member, members, type ConfigValue } from "../../config/config-value.ts";

/** The files in which versions of Sentence Transformers keep how a transformer is used; the first that is there counts. */
export const textModulePaths: readonly string[] = ["bert", "roberta", "distilbert", "camembert", "albert", "xlm-roberta", "xlnet"].map(
  (name) => `sentence_${name}_config.json`,
);

/** How Sentence Transformers uses a transformer. */
export interface TextModuleConfig {
  /** The longest text that it may read. */
  readonly maxTokens: number | undefined;
  /** Whether texts are lower-cased before the tokenizer, prompts included. */
  readonly lowerCases: boolean;
}

// Of what is passed on to the tokenizer: these change no ids.
const harmless = new Set([
  "trust_remote_code",
  "use_fast",
  "padding_side",
  "padding",
  "return_tensors",
  "revision",
  "token",
  "local_files_only",
]);

// Of what is passed on to the transformer: these change no weights and no formula.
const harmlessToModel = new Set([
  "trust_remote_code",
  "revision",
  "token",
  "local_files_only",
  "dtype",
  "torch_dtype",
  "attn_implementation",
  "device_map",
  "low_cpu_mem_usage",
  "use_safetensors",
]);

/**
 * Refuses what `sentence_bert_config.json` passes on to the transformer: with other settings than its config.json states, it is another model. Published
 * graphs were exported with them.
 * @throws NestvecError CONFIG_INVALID
 */
export function requireOwnSettings(at: ConfigValue): void {
  for (const name of ["config_args", "config_kwargs", "model_args", "model_kwargs"])
    refuseSettings(member(at, name), harmlessToModel, "left out: write it into the transformer's config.json");
}

/**
 * Reads `sentence_bert_config.json`.
 * @throws NestvecError CONFIG_INVALID, also for what would give other vectors and is not followed here: tasks other than feature extraction, chat
 * templates, query expansion, limits by role, settings of the tokenizer
 */
export function parseTextModule(at: ConfigValue): TextModuleConfig {
  field(at, "transformer_task", optional(oneOf(["feature-extraction"])));
  field(at, "module_output_name", optional(oneOf(["token_embeddings", "sentence_embedding"])));
  const modalities = member(at, "modality_config");
  if (isStated(modalities) && member(modalities, "message").value !== undefined)
    throw configInvalid(member(modalities, "message"), "left out: texts are not put into a chat template here");
  if (isStated(modalities)) checkTextModality(member(modalities, "text"));
  for (const name of ["query_expansion", "query_length", "document_length"]) {
    const setting = member(at, name);
    if (isStated(setting)) throw configInvalid(setting, "null: texts of one role are not read otherwise here");
  }
  for (const name of ["tokenizer_args", "processor_kwargs"]) refuseTokenizerSettings(member(at, name));
  const processing = member(at, "processing_kwargs");
  if (isStated(processing)) for (const name of ["common", "text", "chat_template"]) refuseTokenizerSettings(member(processing, name));
  return {
    maxTokens: field(at, "max_seq_length", optional(count())),
    lowerCases: field(at, "do_lower_case", optional(flag)) ?? false,
  };
}

/** What is taken of the transformer for a text: the hidden states that its graph gives. */
function checkTextModality(text: ConfigValue): void {
  if (!isStated(text)) throw configInvalid(text, "there: the model reads no texts without it");
  field(text, "method", optional(oneOf(["forward"])));
  field(text, "method_output_name", optional(oneOf(["last_hidden_state"])));
}

const isStated = ({ value }: ConfigValue): boolean => value !== undefined && value !== null;

const refuseTokenizerSettings = (at: ConfigValue): void =>
  refuseSettings(at, harmless, "left out: write it into tokenizer_config.json, or max_seq_length beside it");

function refuseSettings(at: ConfigValue, allowed: ReadonlySet<string>, expected: string): void {
  const refused = isStated(at) ? members(at).find(({ name }) => !allowed.has(name)) : undefined;
  if (refused !== undefined) throw configInvalid(refused, expected);
}

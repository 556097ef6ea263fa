import { z } from "zod";
import type { ModelInfo, TextInput } from "@nestvec/core";
import { Refusal } from "../base/refusal.ts";
import type { Configuration } from "../configuration/configuration.ts";

/** The inputs of a request: a text, the token ids of one, or a list of either. */
export type Inputs = string | readonly number[] | readonly (string | readonly number[])[];

/** What is wrong, and where. */
interface Wrong {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * A schema that says only the first thing that is wrong: of a list of a million wrong items, a million messages would take more memory than the
 * server has. `shape` is its JSON Schema.
 */
function firstWrong<Value>(shape: object, check: (value: unknown) => Wrong | undefined): z.ZodType<Value> {
  const schema = z.unknown().superRefine((value, context) => {
    const wrong = check(value);
    if (wrong !== undefined) context.addIssue({ code: "custom", path: [...wrong.path], message: wrong.message });
  });
  return schema.meta({ ...shape }) as unknown as z.ZodType<Value>;
}

const textShape = { type: "string" };
const idsShape = { type: "array", items: { type: "integer", minimum: 0 } };

function wrongId(ids: readonly unknown[]): Wrong | undefined {
  const index = ids.findIndex((id) => !(Number.isInteger(id) && (id as number) >= 0));
  return index < 0 ? undefined : { path: [index], message: "must be a token id, a whole number from 0" };
}

function wrongItem(items: readonly unknown[], takesIds: boolean): Wrong | undefined {
  for (const [index, item] of items.entries()) {
    if (typeof item === "string") continue;
    if (!takesIds || !Array.isArray(item))
      return { path: [index], message: takesIds ? "must be a text or a list of token ids" : "must be a text" };
    const wrong = wrongId(item);
    if (wrong !== undefined) return { ...wrong, path: [index, ...wrong.path] };
  }
  return undefined;
}

/** A text, the token ids of one, or a list of either. */
export const textOrIdInputs: z.ZodType<Inputs> = firstWrong(
  { anyOf: [textShape, idsShape, { type: "array", items: { anyOf: [textShape, idsShape] } }] },
  (value) => {
    if (typeof value === "string") return undefined;
    if (Array.isArray(value)) return typeof value[0] === "number" ? wrongId(value) : wrongItem(value, true);
    return { path: [], message: "must be a text, the token ids of one text, or a list of either" };
  },
);

/** A text, or a list of texts. */
export const textInputs: z.ZodType<string | readonly string[]> = firstWrong(
  { anyOf: [textShape, { type: "array", items: textShape }] },
  (value) => {
    if (typeof value === "string") return undefined;
    return Array.isArray(value) ? wrongItem(value, false) : { path: [], message: "must be a text or a list of texts" };
  },
);

/** The token ids of one text, or a list of those. */
export const idInputs: z.ZodType<readonly number[] | readonly (readonly number[])[]> = firstWrong(
  { anyOf: [idsShape, { type: "array", items: idsShape }] },
  (value) => {
    if (!Array.isArray(value)) return { path: [], message: "must be token ids, or a list of lists of them" };
    if (value.length === 0 || typeof value[0] === "number") return wrongId(value);
    const index = value.findIndex((item) => !Array.isArray(item));
    return index < 0 ? wrongItem(value, true) : { path: [index], message: "must be a list of token ids" };
  },
);

/** A list whose items fit a schema, and of which there are at least so many. */
export function listOf<Item>(item: z.ZodType<Item>, least = 0): z.ZodType<readonly Item[]> {
  const { $schema: _, ...items } = z.toJSONSchema(item, { io: "input" });
  return firstWrong({ type: "array", items, ...(least > 0 ? { minItems: least } : {}) }, (value) => {
    if (!Array.isArray(value)) return { path: [], message: "must be a list" };
    if (value.length < least) return { path: [], message: `must have at least ${least}` };
    for (const [index, one] of value.entries()) {
      const [issue] = item.safeParse(one).error?.issues ?? [];
      if (issue !== undefined)
        return { path: [index, ...issue.path.map((part) => (typeof part === "symbol" ? "" : part))], message: issue.message };
    }
    return undefined;
  });
}

/** The inputs as a list. A list of numbers stands for one text; an empty list is no text. */
export function inputList(inputs: Inputs): readonly TextInput[] {
  if (typeof inputs === "string") return [inputs];
  return isOneOfIds(inputs) ? [inputs] : inputs;
}

const isOneOfIds = (inputs: Exclude<Inputs, string>): inputs is readonly number[] => typeof inputs[0] === "number";

/** What a request calls each of its inputs, by their index: `input[3]`. Messages name the item by it. */
export type ItemName = (index: number) => string;

/** The items of a list, or the one that is given without a list. */
export function itemsOf(parameter: string, given?: unknown): ItemName {
  const isOne = typeof given === "string" || (Array.isArray(given) && typeof given[0] === "number");
  return (index) => (isOne ? parameter : `${parameter}[${index}]`);
}

/** One input by a name of its own, and after it those of a list. */
export function firstAndItems(first: string, list: string): ItemName {
  return (index) => (index === 0 ? first : `${list}[${index - 1}]`);
}

/** The part of the request that an item belongs to: `input` of `input[3]`. */
export const parameterOf = (name: string): string => name.replace(/[[.].*$/, "");

/** vLLM's `truncate_prompt_tokens`: so many tokens are read, or, with -1, as many as the model reads. */
export const promptTokens: z.ZodType<number> = z
  .number()
  .int()
  .min(-1)
  .refine((tokens) => tokens !== 0, { error: "must be -1 or a whole number from 1" });

/** The tokens that are read of an input, where a request says so in vLLM's manner. */
export const vllmLimit = ({
  truncate_prompt_tokens: tokens,
}: {
  readonly truncate_prompt_tokens?: number | undefined;
}): number | undefined => (tokens === -1 ? undefined : tokens);

/** A prompt by name. An empty name asks for none, not even the model's default. */
export const promptNamed = (name: string | undefined): string | null | undefined => (name === "" ? null : name);

/** What inputs amount to, as far as it can be told without tokenizing. */
export interface InputSize {
  /** UTF-16 units of all texts. */
  readonly characters: number;
  /** Tokens of inputs given as ids, and the most that the texts can be: no token is made of nothing. */
  readonly mostTokens: number;
}

/** Special tokens that are put around a text: two in every model in use. More would only make the bound less sharp. */
const mostSpecialTokens = 8;

/**
 * Checks inputs before they are tokenized.
 * @param nameOf what the request calls each input
 * @param limit tokens that the model reads of an input
 * @throws Refusal "empty", "too many inputs", "input too long"
 */
export function checkInputs(inputs: readonly TextInput[], nameOf: ItemName, limit: number, configuration: Configuration): InputSize {
  const { maxClientBatchSize, maxInputCharacters, maxRequestTokens } = configuration;
  const parameter = parameterOf(nameOf(inputs.length - 1));
  if (inputs.length === 0)
    throw new Refusal("empty", `${parameterOf(nameOf(0))} holds nothing; at least one input is needed.`, {
      parameter: parameterOf(nameOf(0)),
    });
  if (inputs.length > maxClientBatchSize) {
    const message = `${inputs.length} inputs came; ${maxClientBatchSize} is the most in one request.`;
    throw new Refusal("too many inputs", message, { parameter });
  }
  let characters = 0;
  let ofIds = 0;
  let ofTexts = 0;
  for (const [index, input] of inputs.entries()) {
    if (typeof input !== "string") {
      ofIds += input.length;
      continue;
    }
    if (input.length > maxInputCharacters) {
      const message = `${nameOf(index)} has ${input.length} characters; ${maxInputCharacters} is the most.`;
      throw new Refusal("input too long", message, { parameter: parameterOf(nameOf(index)) });
    }
    characters += input.length;
    // A character may be several tokens where a tokenizer falls back to bytes, three of them for a UTF-16 unit at most.
    ofTexts += Math.min(limit, input.length * 3 + mostSpecialTokens);
  }
  if (ofIds > maxRequestTokens) throw tooManyTokens(ofIds, maxRequestTokens, parameter);
  return { characters, mostTokens: ofIds + ofTexts };
}

/** All inputs of a request together are too long. */
export function tooManyTokens(tokens: number, limit: number, parameter: string): Refusal {
  return new Refusal("input too long", `The inputs have ${tokens} tokens; ${limit} is the most in one request.`, { parameter });
}

/** Refuses images, which some APIs take beside texts. @throws Refusal "unsupported" */
export function refuseImages({ images = [] }: { readonly images?: readonly unknown[] | undefined }): void {
  if (images.length > 0) throw new Refusal("unsupported", "Images are not embedded by this model.", { parameter: "images" });
}

/** Refuses texts without characters and lists without ids. @throws Refusal "empty" with the item's name */
export function requireContent(inputs: readonly TextInput[], nameOf: ItemName): void {
  const index = inputs.findIndex((input) => input.length === 0);
  if (index < 0) return;
  throw new Refusal("empty", `${nameOf(index)} is empty.`, { parameter: parameterOf(nameOf(index)) });
}

/**
 * Refuses token ids that lack the special tokens which the model's tokenizer puts around a text. Clients that tokenize by themselves often leave
 * them out, or use another model's tokenizer; either way the vector would look right and be wrong.
 * @throws Refusal "argument"
 */
export function requireSpecialTokens(inputs: readonly TextInput[], nameOf: ItemName, { specialTokens }: ModelInfo): void {
  const { before, after } = specialTokens;
  for (const [index, input] of inputs.entries()) {
    if (typeof input === "string" || (standsAt(input, 0, before) && standsAt(input, input.length - after.length, after))) continue;
    const wanted = [
      ...(before.length === 0 ? [] : [`begin with ${before.join(", ")}`]),
      ...(after.length === 0 ? [] : [`end with ${after.join(", ")}`]),
    ].join(" and ");
    const name = nameOf(index);
    const message =
      `${name} is token ids that do not ${wanted}, as this model's tokenizer has it, so that they come from another tokenizer or lack its special tokens. ` +
      "Send texts: OpenAIEmbeddings of LangChain for Python does so with check_embedding_ctx_length=False. " +
      "With --allow-bare-token-ids the server takes ids as they are.";
    throw new Refusal("argument", message, { parameter: parameterOf(name) });
  }
}

const standsAt = (ids: ArrayLike<number>, index: number, part: readonly number[]): boolean =>
  index >= 0 && part.every((id, offset) => ids[index + offset] === id);

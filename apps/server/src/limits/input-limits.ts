import type { TextInput } from "@nestvec/core";
import type { Configuration } from "../configuration/configuration.ts";
import { parameterOf, type ItemName } from "../embedding/item-name.ts";
import { Refusal } from "../refusal/refusal.ts";

/** What inputs amount to, as far as it can be told without tokenizing. */
export interface InputSize {
  /** UTF-16 units of all texts. */
  readonly characters: number;
  /** Tokens of inputs given as ids, and the most that the texts can be: no token is made of nothing. */
  readonly mostTokens: number;
}

/** Special tokens that are put around a text: two in every model in use. More would only make the bound less sharp. */
const specialTokens = 8;

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
  for (const [place, input] of inputs.entries()) {
    if (typeof input !== "string") {
      ofIds += input.length;
      continue;
    }
    if (input.length > maxInputCharacters) {
      const message = `${nameOf(place)} has ${input.length} characters; ${maxInputCharacters} is the most.`;
      throw new Refusal("input too long", message, { parameter: parameterOf(nameOf(place)) });
    }
    characters += input.length;
    // A character may be several tokens where a tokenizer falls back to bytes, three of them for a UTF-16 unit at most.
    ofTexts += Math.min(limit, input.length * 3 + specialTokens);
  }
  if (ofIds > maxRequestTokens) throw tooManyTokens(ofIds, maxRequestTokens, parameter);
  return { characters, mostTokens: ofIds + ofTexts };
}

/** All inputs of a request together are too long. */
export function tooManyTokens(tokens: number, limit: number, parameter: string): Refusal {
  return new Refusal("input too long", `The inputs have ${tokens} tokens; ${limit} is the most in one request.`, { parameter });
}

/** Refuses texts without characters and lists without ids. @throws Refusal "empty" with the item's name */
export function requireContent(inputs: readonly TextInput[], nameOf: ItemName): void {
  const place = inputs.findIndex((input) => input.length === 0);
  if (place < 0) return;
  throw new Refusal("empty", `${nameOf(place)} is empty.`, { parameter: parameterOf(nameOf(place)) });
}

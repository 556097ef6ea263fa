import type { ModelInfo, TextInput } from "@nestvec/core";
import { Refusal } from "../refusal/refusal.ts";
import { parameterOf, type ItemName } from "./item-name.ts";

/**
 * Refuses token ids that lack the special tokens which the model's tokenizer puts around a text. Clients that tokenize by themselves often leave
 * them out, or use another model's tokenizer; either way the vector would look right and be wrong.
 * @throws Refusal "argument"
 */
export function requireSpecialTokens(inputs: readonly TextInput[], nameOf: ItemName, { specialTokens }: ModelInfo): void {
  const { before, after } = specialTokens;
  for (const [place, input] of inputs.entries()) {
    if (typeof input === "string" || (standsAt(input, 0, before) && standsAt(input, input.length - after.length, after))) continue;
    const wanted = [
      ...(before.length === 0 ? [] : [`begin with ${before.join(", ")}`]),
      ...(after.length === 0 ? [] : [`end with ${after.join(", ")}`]),
    ].join(" and ");
    const name = nameOf(place);
    const message =
      `${name} is token ids that do not ${wanted}, as this model's tokenizer has it, so that they come from another tokenizer or lack its special tokens. ` +
      "Send texts: OpenAIEmbeddings of LangChain for Python does so with check_embedding_ctx_length=False. " +
      "With --allow-bare-token-ids the server takes ids as they are.";
    throw new Refusal("argument", message, { parameter: parameterOf(name) });
  }
}

const standsAt = (ids: ArrayLike<number>, place: number, part: readonly number[]): boolean =>
  place >= 0 && part.every((id, offset) => ids[place + offset] === id);

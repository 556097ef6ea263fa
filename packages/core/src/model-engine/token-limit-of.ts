import type { TokenLimit } from "../model/token-limit.ts";
import { fixedShape } from "../path/fixed-shape.ts";
import type { ReadModel } from "./read-model.ts";

/** Tokens that a text may have: what the model's files say or, where that is less, what the graphs that were looked at by now are made for. */
export function tokenLimitOf({ description, headers }: Pick<ReadModel, "description" | "headers">): TokenLimit {
  let limit: TokenLimit = { maxTokens: description.maxTokens, from: description.maxTokensFrom };
  for (const { graph } of description.exits) {
    const tokens = fixedShape(headers.known(graph)?.inputs ?? [], graph).tokens;
    if (tokens !== undefined && tokens < limit.maxTokens) limit = { maxTokens: tokens, from: `${graph}: its inputs' fixed length` };
  }
  return limit;
}

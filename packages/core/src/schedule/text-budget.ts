import { NestvecError } from "../errors.ts";
import type { FixedShape } from "../path/fixed-shape.ts";
import type { ScheduleLimits } from "./schedule-options.ts";

/** What bounds the memory of one run. */
export interface TextBudget extends Pick<ScheduleLimits, "textTokens" | "attentionScores"> {
  /** Attention heads of a layer. */
  readonly heads: number;
}

/** Attention scores of one layer: rows × heads × tokens². */
export const attentionScores = (rows: number, heads: number, tokens: number): number => rows * heads * tokens * tokens;

/** Tokens of the longest text that may be run. */
export const longestText = ({ textTokens, attentionScores: scores, heads }: TextBudget): number =>
  Math.min(textTokens, Math.floor(Math.sqrt(scores / heads)));

/** Refuses a text that may not be run even alone, in a batch of the graph's fixed shape where it has one. @throws NestvecError TEXT_OVER_BUDGET */
export function requireBudget(text: number, tokens: number, budget: TextBudget, fixed?: FixedShape): void {
  if (tokens > budget.textTokens) {
    throw new NestvecError("TEXT_OVER_BUDGET", { text, tokens, budget: "tokens", needed: tokens, limit: budget.textTokens });
  }
  const needed = attentionScores(fixed?.rows ?? 1, budget.heads, fixed?.tokens ?? tokens);
  if (needed > budget.attentionScores) {
    throw new NestvecError("TEXT_OVER_BUDGET", { text, tokens, budget: "attention scores", needed, limit: budget.attentionScores });
  }
}

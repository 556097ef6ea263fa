import type { CutOptions, TokenizeOptions } from "@nestvec/core";
import type { CutChoice, TokenizeChoice } from "../commands/shared-options.ts";

/** The cut as an embedder takes it. */
export function cutOptions({ layer, dimension }: CutChoice): CutOptions {
  return { ...(layer === undefined ? {} : { layer }), ...(dimension === undefined ? {} : { dimension }) };
}

/** Tokenizing as an embedder takes it: `--no-prompt` is `null`. */
export function tokenizeOptions({ prompt, truncate, maxTokens }: TokenizeChoice): TokenizeOptions {
  return {
    truncate,
    ...(prompt === undefined ? {} : { prompt: prompt === false ? null : prompt }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
}

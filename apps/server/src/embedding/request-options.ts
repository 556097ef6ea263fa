import { z } from "zod";

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

import type { Digest } from "../platform/platform.ts";
import type { TokenizerFiles } from "./load-tokenizer.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";

/** The bytes of a tokenizer.json, and what is known beside it. Plain data. */
export interface TokenizerBytes extends Omit<TokenizerFiles, "tokenizerJson"> {
  readonly bytes: Uint8Array;
}

/** A tokenizer in its compiled form, or why it is not used in that. Each problem is half a sentence. */
export type CompiledForm =
  | { readonly tokenizer: TextTokenizer; readonly notKept: string | undefined }
  | { readonly tokenizer: undefined; readonly problem: string };

/** Opens large tokenizers in their compiled form: `compiledTokenizers` of `@nestvec/core/compiled-tokenizer` makes one. */
export interface CompiledTokenizers {
  /**
   * @throws NestvecError as `compileTokenizer`
   * @internal
   */
  open(tokenizer: TokenizerBytes, digest: Digest): Promise<CompiledForm>;
}

import type { Digest } from "../platform/platform.ts";
import type { TokenizerFiles } from "./load-tokenizer.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";

/** The bytes of a tokenizer.json, and what is known beside it. Plain data. */
export interface TokenizerBytes extends Omit<TokenizerFiles, "tokenizerJson"> {
  readonly bytes: Uint8Array;
}

/** A tokenizer in its compiled form, where that is used. */
export interface CompiledForm {
  readonly tokenizer: TextTokenizer | undefined;
  /** What the reader of `info()` should know, each a sentence: why the form is not used, or not kept. */
  readonly notes: readonly string[];
}

/** Opens large tokenizers in their compiled form: `compiledTokenizers` of `@nestvec/core/compiled-tokenizer` makes one. */
export interface CompiledTokenizers {
  /** @internal */
  open(tokenizer: TokenizerBytes, digest: Digest): Promise<CompiledForm>;
}

export { compileTokenizer } from "./compiled-tokenizer/compile-tokenizer.ts";
export { compiledTokenizers, type CompileTokenizer } from "./compiled-tokenizer/compiled-tokenizers.ts";
export type { TokenizerBytes } from "./tokenizer/compiled-form.ts";

import * as exported from "@huggingface/tokenizers";
import type { AddedToken } from "./added-tokens.ts";
import type { LibraryPart } from "./tokenizer-part.ts";

/** The part of `@huggingface/tokenizers` used here. Its own declarations name files in a way that NodeNext does not find. */
export interface LibraryTokenizer {
  encode(text: string, options: { readonly add_special_tokens: false }): { readonly ids: readonly number[] };
  token_to_id(piece: string): number | undefined;
  id_to_token(id: number): string | undefined;
  decode(ids: readonly number[], options: { readonly skip_special_tokens: boolean }): string;
}

/** What a tokenizer is made of. */
export interface TokenizerParts {
  readonly normalizer: LibraryPart | undefined;
  readonly pre_tokenizer: LibraryPart | undefined;
  readonly model: LibraryPart;
  readonly added_tokens: readonly AddedToken[];
  readonly decoder: LibraryPart | undefined;
}

/** The part that cuts words into pieces, as far as it is mended here. */
interface LibraryModel {
  readonly fuse_unk: boolean;
  /** What a call of the model comes to. */
  ["_call"](words: readonly string[]): string[];
  encode(words: readonly string[]): string[];
  /** Unigram only. */
  tokenize?(word: string): string[];
}

type LibraryConstructor = new (tokenizer: object, config: object) => LibraryTokenizer & { readonly model: LibraryModel };

/** Where a loader takes the library's CommonJS build, as test runners do, all it exports is its default export. */
const { Tokenizer } = ("Tokenizer" in exported ? exported : Reflect.get(exported, "default")) as { readonly Tokenizer: LibraryConstructor };

/**
 * Opens the library on parts that were checked. It is given no post-processor, which is not needed, and of
 * tokenizer_config.json only what a word-level model takes from it: the rest would change ids where the reference does not.
 */
export function openLibrary({ normalizer, pre_tokenizer, model, added_tokens, decoder }: TokenizerParts): LibraryTokenizer {
  const parts = { normalizer: normalizer ?? null, pre_tokenizer: pre_tokenizer ?? null, model, added_tokens };
  const config = model.type === "WordLevel" ? { unk_token: model["unk_token"] } : {};
  const library = new Tokenizer({ ...parts, post_processor: null, decoder: decoder ?? null }, config);
  mend(library.model);
  return library;
}

function mend(model: LibraryModel): void {
  // Unigram passes all pieces of a word as arguments of one call: a long text without spaces would overflow the stack.
  if (model.tokenize !== undefined) model.encode = (words) => words.flatMap((word) => model.tokenize?.(word) ?? []);
  if (!model.fuse_unk) return;
  // Unknown pieces are made one, but not across words.
  const ofWords = model["_call"].bind(model);
  model["_call"] = (words) => words.flatMap((word) => ofWords([word]));
}

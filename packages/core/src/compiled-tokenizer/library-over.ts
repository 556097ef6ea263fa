import { encoderOf, newLibrary, type LibraryTokenizer, type TokenizerParts } from "../tokenizer/library-tokenizer.ts";

/** What stands in place of the library's model: the same ids, without its lists of texts. */
export interface ModelOfIds {
  /** Adds the ids of words to a list. */
  addIds(words: readonly string[], found: number[]): void;
  /** The id of a piece or an added token. */
  idOf(piece: string): number | undefined;
  /** The piece or added token of an id. */
  pieceOf(id: number): string | undefined;
  /** The largest id of a piece that is none of some others. */
  largestId(except: ReadonlySet<number>): number;
}

/** Opens the library over parts with a model of ids; `parts.model` is that one's settings, without a vocabulary. */
export function openLibraryOver(model: ModelOfIds, parts: TokenizerParts): LibraryTokenizer {
  const { unk_token = null, end_of_word_suffix = null } = parts.model;
  const library = newLibrary(parts, { type: "BPE", vocab: {}, merges: [], unk_token, end_of_word_suffix });
  return {
    encode: encoderOf(library, parts.added_tokens, model.addIds),
    token_to_id: model.idOf,
    id_to_token: model.pieceOf,
    decode(ids, options) {
      // The library looks up what stands at each id: here, the places of this list.
      library.model.vocab = ids.map(model.pieceOf);
      const places = ids.map((_, place) => place);
      return library.decode(places, options);
    },
    largestId: (except) =>
      parts.added_tokens.reduce((largest, { id }) => (except.has(id) ? largest : Math.max(largest, id)), model.largestId(except)),
  };
}

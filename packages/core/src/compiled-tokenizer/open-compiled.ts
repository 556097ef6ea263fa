import type { LibraryTokenizer, TokenizerParts } from "../tokenizer/library-tokenizer.ts";
import { openLibraryOver, type ModelOfIds } from "./library-over.ts";
import { orUnusable, textTokenizer, type TextTokenizer, type TokenizerUse } from "../tokenizer/text-tokenizer.ts";
import type { TokenizerChanges } from "../tokenizer/tokenizer-changes.ts";
import type { LibraryPart } from "../tokenizer/tokenizer-part.ts";
import { bytePairWords, type BytePairSettings } from "./byte-pair-words.ts";
import type { MergeTable } from "./merge-table.ts";
import type { PieceTable } from "./piece-table.ts";
import type { SectionFile, Sections } from "./sections.ts";
import { unigramWords } from "./unigram-words.ts";
import { vocabularyIds, type VocabularyIds } from "./vocabulary-ids.ts";
import { wordPieceWords, type WordPieceSettings } from "./word-piece-words.ts";
import type { WordCutter } from "./word-cutter.ts";

/** What a compiled tokenizer's file says beside its numbers. */
export interface CompiledHeader {
  /** tokenizer.json with what other files change of it, without the model. */
  readonly json: unknown;
  readonly changes: TokenizerChanges;
  /** The model's settings. */
  readonly model: LibraryPart;
  /** @see joinedToMarks */
  readonly joined: readonly string[] | null;
}

/** The numbers of a compiled tokenizer: some of them, by the kind of its model. */
type CompiledSections = Sections &
  PieceTable & { readonly pairs: Int32Array; readonly pairSlots: Int32Array; readonly scores: Float64Array };

/**
 * Opens a compiled tokenizer. `watch` is given what stands in the library's place.
 * @throws NestvecError TOKENIZER_UNUSABLE for a tokenizer that is another model's
 */
export function openCompiled(use: TokenizerUse, file: SectionFile, watch?: (library: LibraryTokenizer) => void): TextTokenizer {
  const { json, changes, model, joined } = file.header as CompiledHeader;
  const content = {
    json: { file: use.file, key: "", value: json },
    changes: () => changes,
    model: () => model,
    joined: () => (joined === null ? undefined : new Set(joined)),
  };
  return orUnusable(use.file, () =>
    textTokenizer(use, content, (parts) => {
      const library = openLibraryOver(modelOfIds(parts, file.sections as CompiledSections), parts);
      watch?.(library);
      return library;
    }),
  );
}

function modelOfIds(parts: TokenizerParts, sections: CompiledSections): ModelOfIds {
  const vocabulary = vocabularyIds(sections, parts.added_tokens);
  const cut = wordCutter(parts.model, sections, vocabulary);
  return {
    addIds(words, found) {
      for (const word of words) cut(word, found);
    },
    idOf: vocabulary.idOf,
    pieceOf: vocabulary.pieceOf,
    largestId: vocabulary.largestId,
  };
}

function wordCutter(model: LibraryPart, sections: CompiledSections, vocabulary: VocabularyIds): WordCutter {
  const { pairs, pairSlots, scores } = sections;
  const merges: MergeTable = { pairs, slots: pairSlots };
  // The settings were read and checked before they were written.
  if (model.type === "BPE") return bytePairWords(vocabulary, merges, model as LibraryPart & BytePairSettings);
  if (model.type === "WordPiece") return wordPieceWords(vocabulary, model as LibraryPart & WordPieceSettings);
  return unigramWords(vocabulary, scores, Number(model["leastScore"]), Number(model["unk_id"]));
}

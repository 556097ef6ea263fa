import type { LibraryTokenizer } from "../tokenizer/library-tokenizer.ts";
import { proofTexts } from "./proof-texts.ts";

/** The texts that are compared. */
const texts = 2000;

/**
 * Where two tokenizers differ, as half a sentence: in a piece, in the ids of a piece or of a text, or in the text of ids. Undefined where they do not: then all pieces
 * and 2,000 texts were compared.
 */
export function difference(library: LibraryTokenizer, compiled: LibraryTokenizer): string | undefined {
  const nothing: ReadonlySet<number> = new Set();
  const largest = library.largestId(nothing);
  if (compiled.largestId(nothing) !== largest) return "its largest id is another";
  const pieces: string[] = [];
  for (let id = 0; id <= largest; id++) {
    const piece = library.id_to_token(id);
    if (compiled.id_to_token(id) !== piece) return `the piece of the id ${id} is another`;
    if (piece === undefined) continue;
    if (compiled.token_to_id(piece) !== library.token_to_id(piece)) return `the id of the piece ${JSON.stringify(piece)} is another`;
    pieces.push(piece);
  }
  for (const piece of pieces) if (differs(library, compiled, piece, false)) return `the ids of ${JSON.stringify(piece)} are others`;
  for (const text of proofTexts(pieces, texts)) {
    for (const opens of [true, false]) if (differs(library, compiled, text, opens)) return `the ids of ${JSON.stringify(text)} are others`;
    const ids = compiled.encode(text, true);
    if (ids.length === 0) continue;
    for (const skip_special_tokens of [true, false])
      if (library.decode(ids, { skip_special_tokens }) !== compiled.decode(ids, { skip_special_tokens }))
        return `the text of the ids of ${JSON.stringify(text)} is another`;
  }
  return undefined;
}

function differs(library: LibraryTokenizer, compiled: LibraryTokenizer, text: string, opens: boolean): boolean {
  const expected = library.encode(text, opens);
  const found = compiled.encode(text, opens);
  return found.length !== expected.length || found.some((id, place) => id !== expected[place]);
}

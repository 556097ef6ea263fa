import type { LibraryPart } from "../tokenizer/tokenizer-part.ts";
import { buildMergeTable } from "./merge-table.ts";
import { buildPieceTable, idOfPiece, type PieceTable } from "./piece-table.ts";
import type { Sections } from "./sections.ts";

/** A model as numbers, or why it has no such form. */
export type ModelTables = { readonly settings: LibraryPart; readonly sections: Sections } | { readonly problem: string };

/** Ids may be so many times as many as pieces: those of published vocabularies have a few thousand gaps at most. */
const mostIdsOfPiece = 4;

/** Makes tables of a model that was read from tokenizer.json. */
export function modelTables(model: LibraryPart): ModelTables {
  const { vocab, merges, ...settings } = model as LibraryPart & { readonly vocab: unknown; readonly merges?: readonly unknown[] };
  if (settings.type === "WordLevel") return { problem: "a WordLevel model has no compiled form" };
  if (Array.isArray(vocab)) return unigramTables(vocab as readonly (readonly [string, number])[], settings);
  const pieces = piecesById(vocab as Readonly<Record<string, number>>);
  if ("problem" in pieces) return pieces;
  const table = buildPieceTable(pieces.list, settings.type === "WordPiece");
  if (settings.type === "WordPiece") return { settings, sections: { ...table } };
  const pairs = pairsOf(table, merges ?? []);
  if ("problem" in pairs) return pairs;
  const { slots } = buildMergeTable(pairs.list);
  return { settings, sections: { ...table, pairs: pairs.list, pairSlots: slots } };
}

function unigramTables(vocab: readonly (readonly [string, number])[], settings: LibraryPart): ModelTables {
  const table = buildPieceTable(
    vocab.map(([piece]) => piece),
    true,
  );
  const scores = Float64Array.from(vocab, ([, score]) => score);
  const leastScore = scores.reduce((least, score) => Math.min(least, score), Infinity);
  return { settings: { ...settings, leastScore }, sections: { ...table, scores } };
}

type PieceList = { readonly list: readonly (string | undefined)[] } | { readonly problem: string };

function piecesById(vocab: Readonly<Record<string, number>>): PieceList {
  let largest = -1;
  let count = 0;
  for (const piece in vocab) {
    largest = Math.max(largest, vocab[piece] ?? -1);
    count += 1;
  }
  if (largest + 1 > mostIdsOfPiece * count + 1000) return { problem: `its ${count} pieces have ids up to ${largest}` };
  const list: (string | undefined)[] = Array.from({ length: largest + 1 }, () => undefined);
  for (const piece in vocab) {
    const id = vocab[piece] ?? -1;
    if (list[id] !== undefined) return { problem: `two of its pieces have the id ${id}` };
    list[id] = piece;
  }
  return { list };
}

function pairsOf(table: PieceTable, merges: readonly unknown[]): { readonly list: Int32Array } | { readonly problem: string } {
  const list = new Int32Array(3 * merges.length);
  for (const [rank, merge] of merges.entries()) {
    // As the library reads a merge that is one text.
    const [left = "", right = ""] = (typeof merge === "string" ? merge.split(" ", 2) : merge) as readonly string[];
    for (const [place, piece] of [left, right, left + right].entries()) {
      const id = idOfPiece(table, piece);
      if (id === undefined) return { problem: `its merge ${rank} has ${JSON.stringify(piece)}, which is no piece` };
      list[3 * rank + place] = id;
    }
  }
  return { list };
}

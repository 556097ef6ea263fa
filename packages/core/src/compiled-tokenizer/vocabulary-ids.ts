import type { AddedToken } from "../tokenizer/added-tokens.ts";
import { findPiece, hashOf, idOfPiece, pieceOfId, type PieceTable } from "./piece-table.ts";

/** A model's pieces together with the tokens that were added to them, which go first, as in the library. */
export interface VocabularyIds {
  readonly table: PieceTable;
  /** The ids of added tokens that are no pieces of the model, by their texts. */
  readonly more: ReadonlyMap<string, number>;
  idOf(piece: string): number | undefined;
  pieceOf(id: number): string | undefined;
  /** The id of a piece that the model has at `id`: another where an added token has the same text. */
  final(id: number): number;
  /** The id of a part of a text; undefined where that is neither a piece nor an added token. */
  idOfPart(text: string, start: number, end: number): number | undefined;
  /** The largest id of a piece of the model that is none of some others; -1 where there is none. */
  largestId(except: ReadonlySet<number>): number;
}

/** @see VocabularyIds */
export function vocabularyIds(table: PieceTable, added: readonly AddedToken[]): VocabularyIds {
  const more = new Map<string, number>();
  const moved = new Map<number, number>();
  const addedPieces = new Map<number, string>();
  for (const { id, content } of added) {
    const ofModel = idOfPiece(table, content);
    if (ofModel === undefined) more.set(content, id);
    else if (ofModel === id) moved.delete(ofModel);
    else moved.set(ofModel, id);
    addedPieces.set(id, content);
  }
  const final = (id: number): number => (moved.size === 0 ? id : (moved.get(id) ?? id));
  const idOfPart = (text: string, start: number, end: number): number | undefined => {
    const part = start === 0 && end === text.length ? text : text.slice(start, end);
    const id = findPiece(table, hashOf(part), part, 0, part.length);
    return id < 0 ? more.get(part) : final(id);
  };
  return {
    table,
    more,
    idOf: (piece) => idOfPart(piece, 0, piece.length),
    pieceOf: (id) => addedPieces.get(id) ?? pieceOfId(table, id),
    final,
    idOfPart,
    largestId(except) {
      let id = table.starts.length - 2;
      while (id >= 0 && (except.has(id) || pieceOfId(table, id) === undefined)) id -= 1;
      return id;
    },
  };
}

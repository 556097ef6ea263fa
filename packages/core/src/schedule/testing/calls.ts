import type { Lane } from "../../engine/engine.ts";
import type { Signal } from "../../platform/platform.ts";
import type { Work } from "../task-table.ts";

/** What a test asks of a scheduler. */
export interface Call {
  /** `[first id, tokens]` of each text. */
  readonly texts: readonly (readonly [number, number])[];
  readonly layer?: number;
  readonly perToken?: boolean;
  readonly lane?: Lane;
  readonly deadline?: number;
  readonly signal?: Signal;
}

/** A call's work, and the vectors that it got so far, by text. One that comes twice reads NaN. */
export function workOf(
  { texts, layer = 1, perToken = false, lane, deadline, signal }: Call,
  started: number = 0,
): { readonly work: Work; readonly got: Map<number, number[]> } {
  const got = new Map<number, number[]>();
  const take = (text: number, vector: Float32Array): void => void got.set(text, got.has(text) ? [Number.NaN] : [...vector]);
  const rows = texts.map(([id, tokens], index) => {
    const ids = new Int32Array(tokens).fill(7).with(0, id);
    return { ids, unpooled: 0, idsKey: ids.join(), index };
  });
  return {
    work: { layer, perToken, lane, expires: deadline === undefined ? undefined : started + deadline, signal, started, take, texts: rows },
    got,
  };
}

/** One text that begins with an id. */
export const oneText = (id: number, tokens: number): Call => ({ texts: [[id, tokens]] });

/** Texts of one length that begin with 0, 1, 2, … */
export const manyTexts = (count: number, tokens: number): Call => ({
  texts: Array.from({ length: count }, (_, id) => [id, tokens] as const),
});

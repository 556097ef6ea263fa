import type { TextGroup } from "./texts.ts";

/** Texts that are handled at once. */
export interface TextBatch extends TextGroup {
  /** The place of the first of them among all texts, counted from 0. */
  readonly firstIndex: number;
}

/**
 * What a batch holds at most. Texts: enough to fill runs of a graph, few enough that what was embedded is soon written and progress is
 * seen. Characters: so that a run of very long lines is not held in memory all at once.
 */
export const batchLimits: { readonly texts: number; readonly characters: number } = { texts: 64, characters: 1024 * 1024 };

/**
 * Cuts groups into batches. A batch never waits for the next group, so that lines typed or piped in slowly are answered as they come.
 * Bytes read are shared out evenly among the texts of a group, so that progress moves within one.
 */
export async function* batchesOf(groups: AsyncIterable<TextGroup>): AsyncGenerator<TextBatch> {
  let firstIndex = 0;
  let bytesBefore = 0;
  for await (const { texts, ids = [], placeOf, bytesRead } of groups) {
    for (let start = 0; start < texts.length;) {
      const first = start;
      const end = endOfBatch(texts, first);
      const share = Math.round(((bytesRead - bytesBefore) * end) / texts.length);
      yield {
        texts: texts.slice(first, end),
        ids: ids.slice(first, end),
        placeOf: (text) => placeOf(first + text),
        firstIndex,
        bytesRead: bytesBefore + share,
      };
      firstIndex += end - first;
      start = end;
    }
    bytesBefore = bytesRead;
  }
}

function endOfBatch(texts: readonly string[], start: number): number {
  let characters = 0;
  for (let end = start; end < texts.length; end++) {
    characters += texts[end]?.length ?? 0;
    if (end > start && (characters > batchLimits.characters || end - start === batchLimits.texts)) return end;
  }
  return texts.length;
}

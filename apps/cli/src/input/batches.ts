import type { TextGroup } from "./texts.ts";

/** Texts that are handled at once. */
export interface TextBatch extends TextGroup {
  /** The place of the first of them among all texts, counted from 0. */
  readonly firstIndex: number;
}

// Enough to sort by length and fill batches, few enough that Ctrl-C and progress come in time.
const mostTexts = 64;
// So that a run of very long lines is not held in memory all at once.
const mostCharacters = 1024 * 1024;

/**
 * Cuts groups into batches. A batch never waits for the next group, so that lines typed or piped in slowly are answered as they come.
 * Bytes read are shared out evenly among the texts of a group, so that progress moves within one.
 */
export async function* batchesOf(groups: AsyncIterable<TextGroup>): AsyncGenerator<TextBatch> {
  let firstIndex = 0;
  let bytesBefore = 0;
  for await (const { texts, bytesRead } of groups) {
    for (let start = 0; start < texts.length;) {
      const end = endOfBatch(texts, start);
      const share = Math.round(((bytesRead - bytesBefore) * end) / texts.length);
      yield { texts: texts.slice(start, end), firstIndex, bytesRead: bytesBefore + share };
      firstIndex += end - start;
      start = end;
    }
    bytesBefore = bytesRead;
  }
}

function endOfBatch(texts: readonly string[], start: number): number {
  let characters = 0;
  for (let end = start; end < texts.length; end++) {
    characters += texts[end]?.length ?? 0;
    if (end > start && (characters > mostCharacters || end - start === mostTexts)) return end;
  }
  return texts.length;
}

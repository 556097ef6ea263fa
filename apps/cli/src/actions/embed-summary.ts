import { truncatedTexts } from "./note-truncated.ts";

/** What was embedded, and how. */
export interface EmbedSummary {
  readonly count: number;
  readonly truncated: number;
  readonly seconds: number;
  readonly layer: number;
  readonly dimension: number;
  readonly space: string;
}

/** One line that says what was done. It goes to standard error, so that what reads the vectors never meets it. */
export function summary({ count, truncated, seconds, layer, dimension, space }: EmbedSummary): string {
  const texts = count === 1 ? "1 text" : `${count.toLocaleString("en-US")} texts`;
  const time = seconds < 9.995 ? seconds.toFixed(2) : Math.round(seconds).toLocaleString("en-US");
  const cut = `layer ${layer}, dimension ${dimension}, space ${JSON.stringify(space)}`;
  const tooLong = truncated === 0 ? "" : ` ${truncatedTexts(truncated, count)}`;
  return `nestvec: embedded ${texts} in ${time} s: ${cut}.${tooLong}\n`;
}

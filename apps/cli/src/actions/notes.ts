import type { Provenance } from "@nestvec/core";

/** Says on standard error when texts were cut, since some formats cannot. */
export function noteTruncated(truncated: number, count: number): void {
  if (truncated > 0) process.stderr.write(`nestvec: ${truncatedTexts(truncated, count)}\n`);
}

/** How many texts were longer than the limit, as a sentence, and what refuses them. */
function truncatedTexts(truncated: number, count: number): string {
  const texts = count === 1 ? "The text was" : `${truncated.toLocaleString("en-US")} of ${count.toLocaleString("en-US")} texts were`;
  return `${texts} longer than the limit and truncated; --truncate none refuses such texts.`;
}

/** Says on standard error that a measurement was made on a busy machine, where it was. */
export function warnBusy({ busy }: { readonly busy?: string }): void {
  if (busy !== undefined) process.stderr.write(`nestvec: ${busy}\n`);
}

/** What was embedded, and how. */
export interface EmbedSummary {
  readonly count: number;
  readonly truncated: number;
  readonly seconds: number;
  /** The cut of each vector of a text. */
  readonly exits: readonly Pick<Provenance, "layer" | "dimension" | "space">[];
}

/** One line that says what was done. It goes to standard error, so that what reads the vectors never meets it. */
export function summary({ count, truncated, seconds, exits }: EmbedSummary): string {
  const texts = count === 1 ? "1 text" : `${count.toLocaleString("en-US")} texts`;
  const time = seconds < 9.995 ? seconds.toFixed(2) : Math.round(seconds).toLocaleString("en-US");
  const cuts = exits.map(({ layer, dimension, space }) => `layer ${layer}, dimension ${dimension}, space ${JSON.stringify(space)}`);
  const tooLong = truncated === 0 ? "" : ` ${truncatedTexts(truncated, count)}`;
  return `nestvec: embedded ${texts} in ${time} s: ${cuts.join("; ")}.${tooLong}\n`;
}

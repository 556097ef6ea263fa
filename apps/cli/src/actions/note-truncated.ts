/** Says on standard error when texts were cut, since some formats cannot. */
export function noteTruncated(truncated: number, count: number): void {
  if (truncated > 0) process.stderr.write(`nestvec: ${truncatedTexts(truncated, count)}\n`);
}

/** How many texts were longer than the limit, as a sentence, and what refuses them. */
export function truncatedTexts(truncated: number, count: number): string {
  const texts = count === 1 ? "The text was" : `${truncated.toLocaleString("en-US")} of ${count.toLocaleString("en-US")} texts were`;
  return `${texts} longer than the limit and truncated; --truncate none refuses such texts.`;
}

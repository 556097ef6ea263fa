/** Says on standard error when texts were cut, since some formats cannot. */
export function noteTruncated(truncated: number, count: number): void {
  if (truncated === 0) return;
  const texts = count === 1 ? "the text was" : `${truncated.toLocaleString("en-US")} of ${count.toLocaleString("en-US")} texts were`;
  process.stderr.write(`nestvec: ${texts} longer than the limit and truncated. --truncate none refuses such texts.\n`);
}

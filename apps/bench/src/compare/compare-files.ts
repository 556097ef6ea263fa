import { compareResults, slowerBy } from "./compare-results.ts";
import { comparisonText } from "./comparison-text.ts";
import { readResults } from "./read-results.ts";

/** The options of `bench compare`. */
export interface CompareOptions {
  /** Per cent: a latency that is slower by more, beyond the spread of both runs, is a failure. Default: nothing is. */
  readonly failOver?: number;
}

/**
 * Compares two files of results.
 * @returns what is to be printed, and whether a latency is slower than allowed
 * @throws FILE_NOT_READABLE, CONFIG_INVALID: a file that does not hold results
 */
export async function compareFiles(
  before: string,
  after: string,
  { failOver }: CompareOptions = {},
): Promise<{ readonly text: string; readonly hasFailed: boolean }> {
  const comparison = compareResults(await readResults(before), await readResults(after));
  const slower = failOver === undefined ? [] : slowerBy(comparison, failOver);
  const lines = slower.map(({ model, name, ratio }) => `- ${model}, ${name}: ${((ratio - 1) * 100).toFixed(1)} % slower`);
  const verdict =
    failOver === undefined
      ? ""
      : slower.length === 0
        ? `\nNo latency is more than ${failOver} % slower beyond the spread.\n`
        : `\n# More than ${failOver} % slower\n\n${lines.join("\n")}\n`;
  return { text: comparisonText(comparison) + verdict, hasFailed: slower.length > 0 };
}

import { type Embedder, type EmbedOptions, NestvecError } from "@nestvec/core";
import type { Column } from "../columns/column-kinds.ts";
import type { OnError } from "../job/table-options.ts";
import type { ComputeVectors } from "../job/run-job.ts";
import type { RowWindow } from "../job/row-windows.ts";

/** How windows are embedded. */
export interface WindowEmbedding {
  readonly embedder: Embedder;
  readonly options: EmbedOptions;
  /** The columns that are read, and which of them holds the texts. */
  readonly read: readonly Column[];
  readonly field: string;
  readonly onError: OnError;
}

/**
 * Embeds the texts of a window in one call. While nothing else is asked of the embedder, its schedule forms batches from these texts alone, longest first
 * and next to each other in length: which texts share a batch depends on them alone, and so does every bit of their vectors.
 */
export function embedWindows({ embedder, options, read, field, onError }: WindowEmbedding): ComputeVectors {
  const textColumn = read.findIndex(({ name }) => name === field);
  return async (window) => {
    const problems = new Map(window.problems);
    const texts = new Map<number, string>();
    const cells = window.cells[textColumn] ?? [];
    for (let row = 0; row < window.rows; row++) {
      const text = cells[row];
      if (typeof text === "string") texts.set(row, text);
      else if (!problems.has(row)) problems.set(row, noText(window, row, field, text));
    }
    if (onError === "stop") requireNone(problems, window);
    const before = await embedder.stats();
    for (;;) {
      const places = [...texts.keys()];
      try {
        const { data, dimension, tokens, truncated } = await embedder.embed([...texts.values()], options);
        const after = await embedder.stats();
        return {
          matrix: { data, rows: places.length, width: dimension },
          places,
          problems,
          tokens: sum(tokens),
          paddedTokens: after.paddedTokens - before.paddedTokens,
          truncated: truncated.filter(Boolean).length,
        };
      } catch (error) {
        const place = NestvecError.is(error) ? places[brokenText(error) ?? -1] : undefined;
        if (place === undefined || !NestvecError.is(error)) throw error;
        problems.set(place, error);
        if (onError === "stop") requireNone(problems, window);
        texts.delete(place);
        if (NestvecError.is(error, "TEXT_TOO_LONG")) await findTooLong(embedder, options, texts, problems);
      }
    }
  };
}

/** One call tells of one text that is too long: the others are looked for one by one, so that a window with many of them is not tokenized for each. */
async function findTooLong(
  embedder: Embedder,
  options: EmbedOptions,
  texts: Map<number, string>,
  problems: Map<number, NestvecError>,
): Promise<void> {
  const { layer: _layer, dimension: _dimension, lane: _lane, deadlineMilliseconds: _deadline, signal: _signal, ...tokenizing } = options;
  for (const [place, text] of texts) {
    try {
      await embedder.tokenize([text], tokenizing);
    } catch (error) {
      if (!NestvecError.is(error, "TEXT_TOO_LONG")) throw error;
      problems.set(place, error);
      texts.delete(place);
    }
  }
}

/** The text that an error is about, by its place in the list of the call. */
function brokenText(error: NestvecError): number | undefined {
  if (NestvecError.is(error, "TEXT_TOO_LONG") || NestvecError.is(error, "TEXT_OVER_BUDGET")) return error.details.text;
  if (NestvecError.is(error, "OUTPUT_NOT_FINITE") || NestvecError.is(error, "VECTOR_WITHOUT_DIRECTION")) return error.details.text;
  return undefined;
}

function noText(window: RowWindow, row: number, field: string, found: unknown): NestvecError {
  const { file, line = window.placeOf(row).row + 1 } = window.placeOf(row);
  const what = found === undefined || found === null ? `no "${field}"` : `a ${typeof found} as "${field}"`;
  return new NestvecError("LINE_INVALID", { file, line, found: what, expected: `a row with a text in "${field}"` });
}

/** Throws the first of some problems, with its place. */
function requireNone(problems: ReadonlyMap<number, NestvecError>, window: RowWindow): void {
  const [row] = [...problems.keys()].toSorted((left, right) => left - right);
  const problem = row === undefined ? undefined : problems.get(row);
  if (row === undefined || problem === undefined) return;
  if (NestvecError.is(problem, "LINE_INVALID")) throw problem;
  const { file, line, row: number } = window.placeOf(row);
  const placed = new NestvecError(problem.code, problem.details, { cause: problem });
  const place = line === undefined ? `row ${(number + 1).toLocaleString("en-US")} of all` : `line ${line.toLocaleString("en-US")}`;
  placed.message = `The file "${file}", ${place}: ${problem.message}`;
  throw placed;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

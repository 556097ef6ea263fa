import { throwIfAborted } from "../platform/abort.ts";
import type { Clock, StopSign } from "../platform/platform.ts";
import type { CalibratedExit } from "./calibration.ts";

/** What is measured, and with what. */
export interface CalibrationTask {
  /** Exits to measure. */
  readonly layers: readonly number[];
  /** The longest text that the model reads, in tokens. */
  readonly maxTokens: number;
  /** Runs one text of so many tokens through an exit, and opens the exit where it is not open. */
  readonly run: (layer: number, tokens: number) => Promise<void>;
  readonly clock: Clock;
  /** Time for everything, opening the exits included. Default 10,000. */
  readonly budgetMilliseconds?: number | undefined;
  readonly signal?: StopSign | undefined;
}

/** One exit at one length, with the milliseconds of its runs so far. */
interface Cell {
  readonly layer: number;
  readonly tokens: number;
  readonly samples: number[];
}

/** Runs of each cell, where the budget allows: enough for a median that a few disturbed runs do not move. */
const rounds = 9;

/**
 * Measures the milliseconds of one text at every exit, at 16, 64, 128, 256, … tokens, as far as the budget and the model's limit go.
 * Every exit runs once unmeasured, which opens it. Then whole rounds over all exits and lengths follow each other, every other one
 * backwards, so that a machine that slows down or speeds up does so for all alike; the answer is the median of each. A run that is
 * foreseen to end after the budget is not begun, save that each exit is measured once at the shortest length, whatever that takes.
 * @throws NestvecError ABORTED between two runs, and whatever `run` throws
 */
export async function calibrateExits(task: CalibrationTask): Promise<CalibratedExit[]> {
  const { layers, maxTokens, run, clock, budgetMilliseconds = 10_000, signal } = task;
  const deadline = clock() + budgetMilliseconds;
  const cells: Cell[] = [];
  const lengths = calibrationLengths(maxTokens);

  for (const layer of layers) {
    throwIfAborted(signal, "calibration");
    await run(layer, lengths[0] ?? 1);
  }
  for (const tokens of lengths) {
    const expected = layers.map((layer) => foreseen(layer, tokens));
    // A length is taken up only where a second round of it and of all shorter ones will fit too.
    if (cells.length > 0 && clock() + 2 * sum(expected) + sum(cells.map(median)) > deadline) break;
    for (const layer of layers) {
      if (tokens !== lengths[0] && clock() + foreseen(layer, tokens) > deadline) continue;
      const cell = { layer, tokens, samples: [] };
      await measure(cell);
      cells.push(cell);
    }
  }
  for (let round = 1; round < rounds; round++) {
    for (const cell of round % 2 === 1 ? cells.toReversed() : cells) {
      // As long as its slowest run so far: on a busy machine the median would be passed every other time.
      if (clock() + Math.max(...cell.samples) <= deadline) await measure(cell);
    }
  }
  return layers.map((layer) => {
    const own = cells.filter((cell) => cell.layer === layer);
    return { layer, tokens: own.map(({ tokens }) => tokens), milliseconds: own.map(median) };
  });

  async function measure({ layer, tokens, samples }: Cell): Promise<void> {
    throwIfAborted(signal, "calibration");
    const start = clock();
    await run(layer, tokens);
    samples.push(clock() - start);
  }

  /**
   * The milliseconds of a longer text at an exit, from those of the longest measured: by the power 1.5 of their lengths, between weights
   * (in proportion) and attention (squared). With room kept for two rounds, even a squared step from 16 to 64, or of 2, ends in time.
   */
  function foreseen(layer: number, tokens: number): number {
    const shorter = cells.findLast((cell) => cell.layer === layer);
    return shorter === undefined ? 0 : median(shorter) * (tokens / shorter.tokens) ** 1.5;
  }
}

/** 16, 64, then doubling, up to the limit; the limit alone where it is below 16. */
function calibrationLengths(maxTokens: number): number[] {
  const lengths = [Math.min(16, maxTokens)];
  for (let tokens = 64; tokens <= maxTokens; tokens *= 2) lengths.push(tokens);
  return lengths;
}

/** The lower median: of two runs the faster, since disturbances only make a run longer. */
function median({ samples }: Cell): number {
  return samples.toSorted((a, b) => a - b)[(samples.length - 1) >> 1] ?? 0;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

import type { ProviderBatching } from "../runtime/runtime.ts";
import { invalidArgument, requireOptions, type OptionNames } from "../errors/arguments.ts";

/** How work is cut into batches, how much may wait, and how much memory a run may take. Plain data; each has a default. */
export interface ScheduleOptions {
  /** Padded tokens of a batch of several texts. Longer texts run alone. Default 512: beyond, batches only grow slower. */
  readonly paddedTokens?: number | undefined;
  /** Padded tokens up to which a batch is filled whatever the padding: a smaller run costs the same. Default 64. */
  readonly fillTokens?: number | undefined;
  /** The part of a batch that may be padding, from 0 to 1. Default 0.05. */
  readonly maxWaste?: number | undefined;
  /** Tokens that a text may have to be run at all; a longer one is refused. Default 32,768. */
  readonly textTokens?: number | undefined;
  /**
   * Attention scores that a run may have: rows × heads × tokens². A text that needs more is refused. Default 2^28, which is 4,729 tokens
   * of 12 heads. A graph that holds its scores in memory takes about 24 bytes for each: 6.4 GB. In Node the default is less where that is
   * more than half of the memory there is.
   */
  readonly attentionScores?: number | undefined;
  /** Texts that may wait in each lane. A call that finds its lane empty may always wait. Default 65,536. */
  readonly queueTexts?: number | undefined;
  /** Tokens that may wait in each lane. Default 4,194,304. */
  readonly queueTokens?: number | undefined;
  /** Interactive batches in a row while bulk work waits. Then bulk work has one. Default 4. */
  readonly interactiveBatches?: number | undefined;
  /** Batches that run at once. Default 1: ONNX Runtime puts all its threads to one run. */
  readonly concurrentBatches?: number | undefined;
  /** Milliseconds in which a call must be done that names no deadline: so many, … Default 60,000. */
  readonly deadlineMilliseconds?: number | undefined;
  /** … plus so many for every token of the call and of the queue before it. Default 20. */
  readonly deadlineMillisecondsPerToken?: number | undefined;
  /** Bytes of vectors that one call of `embedTokens` may give. Default 2^27: 134 MB. */
  readonly tokenVectorBytes?: number | undefined;
  /** Bytes of hidden states of texts that are kept between the steps of cascades, on compiled models. Default 2^28: 268 MB. */
  readonly stateBytes?: number | undefined;
}

/** All options with their values. */
export type ScheduleLimits = { readonly [Name in keyof ScheduleOptions]-?: number };

/** By name: the default, the least that makes sense, and whether it is a whole number. */
const rules: { readonly [Name in keyof ScheduleLimits]: readonly [standard: number, least: number, whole: boolean] } = {
  paddedTokens: [512, 1, true],
  fillTokens: [64, 0, true],
  maxWaste: [0.05, 0, false],
  textTokens: [32_768, 1, true],
  attentionScores: [2 ** 28, 1, true],
  queueTexts: [65_536, 1, true],
  queueTokens: [4_194_304, 1, true],
  interactiveBatches: [4, 1, true],
  concurrentBatches: [1, 1, true],
  deadlineMilliseconds: [60_000, 1, false],
  deadlineMillisecondsPerToken: [20, 0, false],
  tokenVectorBytes: [2 ** 27, 1, true],
  stateBytes: [2 ** 28, 0, true],
};

/** The default of `paddedTokens`. */
export const standardPaddedTokens: number = rules.paddedTokens[0];

/** The limits of batches on a provider: what it asks for, where the caller has left the defaults. */
export function limitsFor(
  batching: ProviderBatching | undefined,
  { paddedTokens, fillTokens }: Pick<ScheduleLimits, "paddedTokens" | "fillTokens">,
): Pick<ScheduleLimits, "paddedTokens" | "fillTokens"> {
  return {
    paddedTokens: paddedTokens === rules.paddedTokens[0] ? (batching?.paddedTokens ?? paddedTokens) : paddedTokens,
    fillTokens: fillTokens === rules.fillTokens[0] ? (batching?.fillTokens ?? fillTokens) : fillTokens,
  };
}

const names = Object.keys(rules) as (keyof ScheduleLimits)[];
const known = Object.fromEntries(names.map((name) => [name, true])) as OptionNames<ScheduleOptions>;

/**
 * The options with defaults where they are left out.
 * @throws NestvecError ARGUMENT_INVALID for what is no object, a name that is none, or a value that makes no sense
 */
export function scheduleLimits(options: ScheduleOptions = {}): ScheduleLimits {
  requireOptions("schedule", options, known, "schedule.");
  return Object.fromEntries(names.map((name) => [name, checked(name, options[name])])) as ScheduleLimits;
}

function checked(name: keyof ScheduleLimits, value: number = rules[name][0]): number {
  const [, least, whole] = rules[name];
  const fits = whole ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (fits && value >= least && (name !== "maxWaste" || value <= 1)) return value;
  const expected = `a ${whole ? "whole " : ""}number ${name === "maxWaste" ? "from 0 to 1" : `of at least ${least}`}`;
  throw invalidArgument(`schedule.${name}`, value, expected);
}

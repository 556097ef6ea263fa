import { describeValue } from "../../errors/arguments.ts";
import { field, flag, optional } from "../../config/config-readers.ts";
import { configInvalid, member, members, type ConfigValue } from "../../config/config-value.ts";
import { poolingOfModes, type Pooling, type PoolingMode } from "./pooling.ts";

/** What the configuration of a pooling module says. */
export interface PoolingConfig {
  readonly pooling: Pooling;
  /** Whether the tokens of a prompt are pooled, too. */
  readonly includesPrompt: boolean;
}

/** Sentence Transformers' names of the poolings, in the order in which its older configurations put several together. */
const modeNames: ReadonlyMap<unknown, PoolingMode> = new Map([
  ["cls", "cls"],
  ["max", "max"],
  ["mean", "mean"],
  ["mean_sqrt_len_tokens", "mean_sqrt_length"],
  ["weightedmean", "weighted_mean"],
  ["lasttoken", "last"],
]);

/** The older names, one key each. */
const olderNames: Readonly<Record<string, string>> = {
  pooling_mode_cls_token: "cls",
  pooling_mode_max_tokens: "max",
  pooling_mode_mean_tokens: "mean",
  pooling_mode_mean_sqrt_len_tokens: "mean_sqrt_len_tokens",
  pooling_mode_weightedmean_tokens: "weightedmean",
  pooling_mode_lasttoken: "lasttoken",
};

const expected = `one or several of ${[...modeNames.keys()].join(", ")}`;

/**
 * Reads the configuration of a pooling module of Sentence Transformers, `1_Pooling/config.json`: `pooling_mode`, which is a name
 * or a list of names, or before its version 5.4 one boolean for each pooling, such as `pooling_mode_mean_tokens`.
 * @throws NestvecError CONFIG_INVALID for a pooling that is not known, and for none
 */
export function parsePoolingConfig(at: ConfigValue): PoolingConfig {
  const includesPrompt = field(at, "include_prompt", optional(flag)) ?? true;
  const mode = member(at, "pooling_mode");
  const names: readonly unknown[] = mode.value === undefined ? olderModes(at) : [mode.value].flat();
  const modes = names.flatMap((name) => modeNames.get(name) ?? []);
  if (modes.length > 0 && modes.length === names.length) return { pooling: poolingOfModes(modes), includesPrompt };
  const found = names.map((name) => (typeof name === "string" ? name : describeValue(name))).join(" and ");
  throw configInvalid(mode, expected, names.length === 0 ? undefined : found);
}

function olderModes(at: ConfigValue): readonly string[] {
  const order = Object.keys(olderNames);
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return members(at)
    .filter((older) => older.name.startsWith("pooling_mode_") && flag(older))
    .map(({ name }) => name)
    .toSorted((left, right) => rank(left) - rank(right))
    .map((name) => olderNames[name] ?? name.replace(/^pooling_mode_|_tokens?$/g, ""));
}

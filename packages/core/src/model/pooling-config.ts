import { describeValue } from "../errors/arguments.ts";
import { field, flag, optional } from "../config/config-readers.ts";
import { configInvalid, member, members, type ConfigValue } from "../config/config-value.ts";
import type { Pooling } from "./model-description.ts";

// Sentence Transformers' names of the poolings that are applied here.
const supported: ReadonlyMap<unknown, Pooling> = new Map([
  ["mean", "mean"],
  ["cls", "cls"],
  ["lasttoken", "last"],
]);

const expected = "one of mean, cls and lasttoken, alone";

/**
 * Reads the configuration of a pooling module of Sentence Transformers, `1_Pooling/config.json`: `pooling_mode`, which is a name
 * or a list of names, or before its version 5.4 one boolean for each pooling, such as `pooling_mode_mean_tokens`.
 * @throws NestvecError CONFIG_INVALID for a pooling that is not applied here, for several or none, and for one that leaves out prompts that the model has
 */
export function parsePoolingConfig(at: ConfigValue, hasPrompts: boolean): Pooling {
  if (field(at, "include_prompt", optional(flag)) === false && hasPrompts)
    throw configInvalid(member(at, "include_prompt"), "true where the model has prompts: their tokens cannot be left out here");
  const mode = member(at, "pooling_mode");
  const modes = mode.value === undefined ? olderModes(at) : [mode.value].flat();
  const pooling = supported.get(modes[0]);
  if (pooling !== undefined && modes.length === 1) return pooling;
  throw configInvalid(
    mode,
    expected,
    modes.length === 0 ? undefined : modes.map((name) => (typeof name === "string" ? name : describeValue(name))).join(" and "),
  );
}

const olderModes = (at: ConfigValue): readonly string[] =>
  members(at)
    .filter((older) => older.name.startsWith("pooling_mode_") && flag(older))
    .map(({ name }) => name.replace(/^pooling_mode_|_tokens?$/g, ""));

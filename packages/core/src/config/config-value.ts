import { describeValue } from "../errors/arguments.ts";
import { NestvecError } from "../errors/nestvec-error.ts";

/** A value in a configuration file, with the way to it, so that a refusal says where it stands. */
export interface ConfigValue {
  readonly file: string;
  /** Dotted path from the top of the file, such as `models.6.path`. Empty for the file itself. */
  readonly key: string;
  /** Undefined where the key is missing. */
  readonly value: unknown;
}

/** A value that is a member of an object. */
export interface ConfigMember extends ConfigValue {
  readonly name: string;
}

/**
 * The error for a value that cannot be used: `expected` says what would be right.
 * @example
 * ```ts
 * import { configInvalid } from "@nestvec/core/compile";
 *
 * const error = configInvalid({ file: "config.json", key: "hidden_size", value: 0 }, "a whole number of at least 1");
 * console.log(error.message); // → config.json: "hidden_size" is 0; it must be a whole number of at least 1.
 * ```
 */
export function configInvalid(at: ConfigValue, expected: string, found: string = describeValue(at.value)): NestvecError<"CONFIG_INVALID"> {
  return new NestvecError("CONFIG_INVALID", { file: at.file, key: at.key, found, expected });
}

/**
 * A member of an object; its value is undefined where there is none. @throws NestvecError CONFIG_INVALID where `at` is not an object
 * @example
 * ```ts
 * import { member } from "@nestvec/core/compile";
 *
 * const at = { file: "config.json", key: "", value: { hidden_size: 384, model_type: "bert", is_decoder: false, layers: [2, 4] } };
 * console.log(member(at, "hidden_size").value); // → 384
 * ```
 */
export function member(at: ConfigValue, name: string): ConfigValue {
  const object = asObject(at);
  return { file: at.file, key: keyOf(at, name), value: Object.hasOwn(object, name) ? object[name] : undefined };
}

/** All members of an object, in the order of the file. @throws NestvecError CONFIG_INVALID where `at` is not an object */
export function members(at: ConfigValue): readonly ConfigMember[] {
  return Object.entries(asObject(at)).map(([name, value]) => ({ file: at.file, key: keyOf(at, name), name, value }));
}

/** The key of a member or of an element of a list. */
export const keyOf = (at: ConfigValue, name: string | number): string => (at.key === "" ? String(name) : `${at.key}.${name}`);

function asObject(at: ConfigValue): Readonly<Record<string, unknown>> {
  if (typeof at.value === "object" && at.value !== null && !Array.isArray(at.value)) return at.value as Record<string, unknown>;
  throw configInvalid(at, "a JSON object");
}

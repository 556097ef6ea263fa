import { configInvalid, keyOf, member, type ConfigValue } from "./config-value.ts";
import { relativePath } from "./relative-path.ts";

/** Turns a value of a configuration file into what it stands for, or throws CONFIG_INVALID. */
export type Reader<T> = (at: ConfigValue) => T;

/**
 * Reads one member of an object. @throws NestvecError CONFIG_INVALID
 * @example
 * ```ts
 * import { count, field } from "@nestvec/core/compile";
 *
 * const at = { file: "config.json", key: "", value: { hidden_size: 384, model_type: "bert", is_decoder: false, layers: [2, 4] } };
 * console.log(field(at, "hidden_size", count())); // → 384
 * ```
 */
export const field = <T>(at: ConfigValue, name: string, read: Reader<T>): T => read(member(at, name));

/**
 * A value that may be left out. `null` counts as left out, as in the files of Hugging Face.
 * @example
 * ```ts
 * import { count, field, optional } from "@nestvec/core/compile";
 *
 * const at = { file: "config.json", key: "", value: { hidden_size: 384, model_type: "bert", is_decoder: false, layers: [2, 4] } };
 * console.log(field(at, "head_dim", optional(count()))); // → undefined
 * ```
 */
export const optional =
  <T>(read: Reader<T>): Reader<T | undefined> =>
  (at) =>
    at.value === undefined || at.value === null ? undefined : read(at);

/** Numbers that a vector may have. Far above any model: what a damaged file says must not decide how much memory is taken. */
export const widestVector = 65_536;

/**
 * A whole number from 1 up to `most`, which `because` explains.
 * @example
 * ```ts
 * import { count, field } from "@nestvec/core/compile";
 *
 * const at = { file: "config.json", key: "", value: { hidden_size: 384, model_type: "bert", is_decoder: false, layers: [2, 4] } };
 * console.log(field(at, "hidden_size", count(1024))); // → 384
 * ```
 */
export const count =
  (most: number = Number.MAX_SAFE_INTEGER, because: string = ""): Reader<number> =>
  (at) => {
    if (isWhole(at.value) && at.value >= 1 && at.value <= most) return at.value;
    throw configInvalid(
      at,
      most === Number.MAX_SAFE_INTEGER ? "a whole number of at least 1" : `a whole number from 1 to ${most}${because}`,
    );
  };

/** True for whole numbers that a double holds exactly. */
export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

/**
 * A text, the empty one included.
 * @example
 * ```ts
 * import { field, text } from "@nestvec/core/compile";
 *
 * const at = { file: "config.json", key: "", value: { hidden_size: 384, model_type: "bert", is_decoder: false, layers: [2, 4] } };
 * console.log(field(at, "model_type", text)); // → bert
 * ```
 */
export const text: Reader<string> = (at) => {
  if (typeof at.value === "string") return at.value;
  throw configInvalid(at, "a text");
};

/**
 * True or false.
 * @example
 * ```ts
 * import { field, flag } from "@nestvec/core/compile";
 *
 * const at = { file: "config.json", key: "", value: { hidden_size: 384, model_type: "bert", is_decoder: false, layers: [2, 4] } };
 * console.log(field(at, "is_decoder", flag)); // → false
 * ```
 */
export const flag: Reader<boolean> = (at) => {
  if (typeof at.value === "boolean") return at.value;
  throw configInvalid(at, "true or false");
};

/**
 * One of some texts.
 * @example
 * ```ts
 * import { field, oneOf } from "@nestvec/core/compile";
 *
 * const at = { file: "config.json", key: "", value: { hidden_size: 384, model_type: "bert", is_decoder: false, layers: [2, 4] } };
 * console.log(field(at, "model_type", oneOf(["bert", "mpnet"]))); // → bert
 * ```
 */
export const oneOf =
  <T extends string>(choices: readonly T[]): Reader<T> =>
  (at) => {
    const choice = choices.find((candidate) => candidate === at.value);
    if (choice !== undefined) return choice;
    throw configInvalid(at, choices.map((name) => `"${name}"`).join(" or "));
  };

/** A path that stays inside the folder it is relative to. */
export const pathInside: Reader<string> = (at) => {
  const path = typeof at.value === "string" ? relativePath(at.value) : undefined;
  if (path !== undefined) return path;
  throw configInvalid(at, "a relative path that stays inside its folder");
};

/**
 * A list of at least one element, each read by `read`.
 * @example
 * ```ts
 * import { count, field, listOf } from "@nestvec/core/compile";
 *
 * const at = { file: "config.json", key: "", value: { hidden_size: 384, model_type: "bert", is_decoder: false, layers: [2, 4] } };
 * console.log(field(at, "layers", listOf(count()))); // → [ 2, 4 ]
 * ```
 */
export const listOf =
  <T>(read: Reader<T>): Reader<readonly T[]> =>
  (at) => {
    if (!Array.isArray(at.value) || at.value.length === 0) throw configInvalid(at, "a list of at least one");
    return at.value.map((value: unknown, index) => read({ file: at.file, key: keyOf(at, index), value }));
  };

/** A list of different whole numbers, each read by `read`, smallest first. */
export const differentCounts =
  (read: Reader<number>): Reader<readonly number[]> =>
  (at) => {
    const counts = listOf(read)(at);
    const repeated = counts.find((value, index) => counts.indexOf(value) !== index);
    if (repeated !== undefined) throw configInvalid(at, "a list in which every number stands once", `a list with ${repeated} twice`);
    return counts.toSorted((left, right) => left - right);
  };

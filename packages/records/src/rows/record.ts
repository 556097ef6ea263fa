import { NestvecError } from "@nestvec/core";
import { parseJson } from "./json-values.ts";
import type { Place } from "../text/place.ts";

/** A row with named fields. */
export type Fields = Readonly<Record<string, unknown>>;

/** One row of a file: its text alone, or named fields. */
export type Row = string | Fields;

/** What names a row in the file that it came from: any value of JSON. */
export type RowId = NonNullable<unknown>;

/** One line of JSON Lines as an object. @throws NestvecError LINE_INVALID */
export function parseRecord(line: string, place: Place): Fields {
  return requireRecord(parseJson(line, place), place);
}

/** A value of JSON as an object. @throws NestvecError LINE_INVALID */
export function requireRecord(value: unknown, place: Place): Fields {
  if (isRecord(value)) return value;
  throw new NestvecError("LINE_INVALID", { ...place, found: kindOf(value), expected: "a JSON object" });
}

/**
 * The text of a row: the row itself, or what is in the field.
 * @throws NestvecError LINE_INVALID naming the field
 * @example
 * ```ts
 * import { textOf } from "@nestvec/records";
 *
 * const place = { file: "titles.jsonl", line: 1 };
 * console.log(textOf({ id: 7, title: "Snow in May" }, "title", place)); // → Snow in May
 * ```
 */
export function textOf(row: Row, field: string, place: Place): string {
  if (typeof row === "string") return row;
  const text = Object.hasOwn(row, field) ? row[field] : undefined;
  if (typeof text === "string") return text;
  const found = text === undefined ? `no "${field}"` : `${kindOf(text)} as "${field}"`;
  throw new NestvecError("LINE_INVALID", { ...place, found, expected: `an object with a text in "${field}"` });
}

/**
 * The `id` of a row, as it is, or undefined where it has none. It need not be the only one of its kind.
 * @throws NestvecError LINE_INVALID for a whole number that JavaScript would change
 * @example
 * ```ts
 * import { idOf } from "@nestvec/records";
 *
 * const place = { file: "titles.jsonl", line: 1 };
 * console.log(idOf({ id: 7, title: "Snow in May" }, place)); // → 7
 * ```
 */
export function idOf(row: Row, place: Place): RowId | undefined {
  const id = typeof row === "object" && Object.hasOwn(row, "id") ? row["id"] : undefined;
  if (id === undefined || id === null) return undefined;
  if (typeof id === "number" && Number.isInteger(id) && !Number.isSafeInteger(id)) {
    const expected = "a text, or a whole number of at most 9,007,199,254,740,991 (2^53 - 1)";
    throw new NestvecError("LINE_INVALID", { ...place, found: 'a number as "id" that is too large to be kept exactly', expected });
  }
  return id;
}

/** What a value of JSON is, in words. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? "a text" : `a ${typeof value}`;
}

/** Whether a value of JSON is an object. */
export function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

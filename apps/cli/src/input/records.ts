import { NestvecError } from "@nestvec/core";

/** Where a record stands, for messages. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** One line of JSON Lines as an object. @throws NestvecError LINE_INVALID */
export function parseRecord(line: string, place: Place): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    const problem = cause instanceof Error ? ` (${cause.message.slice(0, 120)})` : "";
    throw new NestvecError("LINE_INVALID", { ...place, found: `no JSON${problem}`, expected: "a JSON object" }, { cause });
  }
  if (isRecord(value)) return value;
  throw new NestvecError("LINE_INVALID", { ...place, found: kindOf(value), expected: "a JSON object" });
}

/** The text in a record. @throws NestvecError LINE_INVALID naming the field */
export function textOf(record: Readonly<Record<string, unknown>>, field: string, place: Place): string {
  const text = Object.hasOwn(record, field) ? record[field] : undefined;
  if (typeof text === "string") return text;
  const found = text === undefined ? `no "${field}"` : `${kindOf(text)} as "${field}"`;
  throw new NestvecError("LINE_INVALID", { ...place, found, expected: `an object with a text in "${field}"` });
}

/** What a value of JSON is, in words. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? "a text" : `a ${typeof value}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

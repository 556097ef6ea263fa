import type { Cell, Column } from "./column-kinds.ts";

/** A cell as a value of JSON: what JSON has no word for becomes a text, in ISO 8601 or base64. Undefined where the row has no such field. */
export function jsonCell(cell: Cell, { kind, zone }: Column): unknown {
  if (cell === undefined || cell === null) return cell;
  if (typeof cell === "bigint") return kind.startsWith("timestamp") ? isoTime(cell, kind, zone) : plainInteger(cell);
  if (kind === "date") return new Date(Number(cell) * 86_400_000).toISOString().slice(0, 10);
  return plainValue(cell);
}

/** A value of JSON in a table that has no such kind, as text. */
export function jsonText(cell: Cell): string | null {
  return cell === undefined || cell === null ? null : JSON.stringify(plainValue(cell));
}

/** Bigints, bytes and lists of numbers within a value, as JSON has them. */
function plainValue(value: unknown): unknown {
  if (typeof value === "bigint") return plainInteger(value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  if (value instanceof Date) return value.toISOString();
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as Iterable<unknown>, plainValue);
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== "object" || value === null) return value;
  if (Symbol.iterator in value && "toJSON" in value && typeof value.toJSON === "function") return plainValue(value.toJSON());
  if ("toJSON" in value && typeof value.toJSON === "function") return plainValue(value.toJSON());
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plainValue(field)]));
}

/** JavaScript reads no larger number of JSON exactly, so that is a text. */
const plainInteger = (value: bigint): number | string =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);

const unitsOfSecond: Readonly<Record<string, number>> = { "timestamp-ms": 3, "timestamp-us": 6, "timestamp-ns": 9 };

function isoTime(since1970: bigint, kind: string, zone: string | undefined): string {
  const digits = unitsOfSecond[kind] ?? 3;
  const unit = 10n ** BigInt(digits);
  const fraction = ((since1970 % unit) + unit) % unit;
  const seconds = (since1970 - fraction) / unit;
  const date = new Date(Number(seconds) * 1000);
  const whole = Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, 19);
  if (whole === undefined) return String(since1970);
  return `${whole}.${String(fraction).padStart(digits, "0")}${zone === undefined ? "" : "Z"}`;
}

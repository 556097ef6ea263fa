import { NestvecError } from "@nestvec/core";
import { requireComparable, type Ranges } from "@nestvec/core/vectors";
import { vectorTypes, type VectorType } from "../columns/vector-column.ts";

/** How the vectors of a table were made. It stands in the file itself, as JSON under the key `nestvec`, or beside it in `FILE.json`. */
export interface TableMetadata {
  /** The name of the space that the vectors live in. Vectors of two spaces must not be compared. */
  readonly space: string;
  /** The name of the model. */
  readonly model: string;
  /** Identifies the model's weights, graphs and tokenizer: a digest, or the option `space`. */
  readonly identity: string;
  readonly layer: number;
  /** Numbers of a vector. */
  readonly dimension: number;
  /** What the numbers are stored as. */
  readonly type: VectorType;
  /** For int8 and uint8: the lowest and the highest number of each dimension that the codes stand for. */
  readonly ranges?: { readonly min: readonly number[]; readonly max: readonly number[] };
  /** What the texts are to the model: a query or a document; null where a prompt was chosen by name. */
  readonly role: "query" | "document" | null;
  /** The name of the prompt that was put before the texts, or null. */
  readonly prompt: string | null;
  readonly task: string | null;
  /** The column of the texts. */
  readonly field: string;
  /** The column of the vectors. */
  readonly column: string;
  /** Dimensions that the vectors may be cut to and stay in their space; null: any from 1. */
  readonly narrower: readonly number[] | null;
  /** A digest of the inputs and of all options: the same job gives the same table. */
  readonly job: string;
}

/** The key of the metadata in Arrow's schema and in Parquet's key-value pairs. */
export const metadataKey = "nestvec";

/** What the metadata of a table is, as JSON. Undefined where it holds none. @throws NestvecError FILE_NOT_READABLE where it is damaged */
export function parseMetadata(json: string | undefined, file: string): TableMetadata | undefined {
  if (json === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = undefined;
  }
  if (isMetadata(value)) return value;
  throw new NestvecError("FILE_NOT_READABLE", { file, problem: "what it says of its vectors is damaged" });
}

function isMetadata(value: unknown): value is TableMetadata {
  if (typeof value !== "object" || value === null) return false;
  const { space, column, field, dimension, layer, type, job } = value as Partial<Record<keyof TableMetadata, unknown>>;
  const texts = [space, column, field, job].every((text) => typeof text === "string" && text !== "");
  return texts && [dimension, layer].every(Number.isInteger) && vectorTypes.some((known) => known === type);
}

/** The ranges of int8 and uint8 as numbers are computed with. */
export function rangesOf({ ranges }: Pick<TableMetadata, "ranges">): Ranges | undefined {
  return ranges === undefined ? undefined : { min: Float32Array.from(ranges.min), max: Float32Array.from(ranges.max) };
}

/** Refuses tables whose vectors cannot be one table. @throws NestvecError SPACE_MISMATCH, ARGUMENT_INVALID where their cut or type differs */
export function requireOneSpace(tables: readonly { readonly file: string; readonly metadata: TableMetadata }[]): void {
  const [first] = tables;
  for (const { file, metadata } of tables) {
    if (first === undefined) return;
    requireComparable({ own: first.metadata.space }, metadata.space);
    const differs = (["dimension", "type", "layer"] as const).find((key) => first.metadata[key] !== metadata[key]);
    if (differs === undefined) continue;
    throw new NestvecError("ARGUMENT_INVALID", {
      argument: "inputs",
      found: `"${first.file}" with ${differs} ${first.metadata[differs]} and "${file}" with ${metadata[differs]}`,
      expected: "tables of one cut and type",
    });
  }
}

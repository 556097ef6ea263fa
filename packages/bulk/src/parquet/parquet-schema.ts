import type { FileMetaData, SchemaElement } from "hyparquet";
import type { Column, ColumnKind } from "../columns/column-kinds.ts";
import type { VectorType } from "../columns/vector-column.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";

/** What a kind of cells is in Parquet, without its name. */
const elements: Readonly<Record<Exclude<ColumnKind, `timestamp-${string}`>, Omit<SchemaElement, "name">>> = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
  json: { type: "BYTE_ARRAY", converted_type: "JSON", logical_type: { type: "JSON" } },
  bytes: { type: "BYTE_ARRAY" },
  boolean: { type: "BOOLEAN" },
  int8: { type: "INT32", converted_type: "INT_8" },
  int16: { type: "INT32", converted_type: "INT_16" },
  int32: { type: "INT32" },
  int64: { type: "INT64" },
  uint8: { type: "INT32", converted_type: "UINT_8" },
  uint16: { type: "INT32", converted_type: "UINT_16" },
  uint32: { type: "INT32", converted_type: "UINT_32" },
  uint64: { type: "INT64", converted_type: "UINT_64" },
  float32: { type: "FLOAT" },
  float64: { type: "DOUBLE" },
  date: { type: "INT32", converted_type: "DATE" },
};

const units = { "timestamp-ms": "MILLIS", "timestamp-us": "MICROS", "timestamp-ns": "NANOS" } as const;

function elementOf({ name, kind, zone }: Column): SchemaElement {
  if (kind === "timestamp-ms" || kind === "timestamp-us" || kind === "timestamp-ns") {
    return {
      name,
      type: "INT64",
      repetition_type: "OPTIONAL",
      logical_type: { type: "TIMESTAMP", isAdjustedToUTC: zone !== undefined, unit: units[kind] },
    };
  }
  return { ...elements[kind], name, repetition_type: "OPTIONAL" };
}

/** What the items of stored vectors are in Parquet, which has no shorter integers than of 32 bits. */
export const vectorElements: Readonly<Record<VectorType, Omit<SchemaElement, "name">>> = {
  float32: { type: "FLOAT" },
  float16: { type: "FIXED_LEN_BYTE_ARRAY", type_length: 2, logical_type: { type: "FLOAT16" } },
  int8: elements.int8,
  uint8: elements.uint8,
  binary: elements.uint8,
};

/** The schema of a table with vectors: its columns, and the vectors last, as lists. */
export function parquetSchema(columns: readonly Column[], { column, type }: TableMetadata): SchemaElement[] {
  return [
    { name: "schema", num_children: columns.length + 1 },
    ...columns.map(elementOf),
    { name: column, repetition_type: "OPTIONAL", converted_type: "LIST", logical_type: { type: "LIST" }, num_children: 1 },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { ...vectorElements[type], name: "element", repetition_type: "REQUIRED" },
  ];
}

/** The columns at the top of a file's schema, each with the number of its own columns. */
export function topElements({ schema }: Pick<FileMetaData, "schema">): readonly SchemaElement[] {
  const tops: SchemaElement[] = [];
  let next = 1;
  const skip = (): void => {
    const children = schema[next]?.num_children ?? 0;
    next += 1;
    for (let child = 0; child < children; child++) skip();
  };
  while (next < schema.length) {
    const element = schema[next];
    if (element !== undefined) tops.push(element);
    skip();
  }
  return tops;
}

/** The column that an element of a schema stands for; undefined where its cells cannot be kept exactly. */
export function columnOfElement(element: SchemaElement): Column | undefined {
  const { name, type, converted_type: converted, logical_type: logical } = element;
  if ((element.num_children ?? 0) > 0 || element.repetition_type === "REPEATED") return { name, kind: "json" };
  if (converted === "DECIMAL" || converted === "INTERVAL" || converted === "BSON") return undefined;
  if (logical?.type === "TIMESTAMP") {
    const kinds = { MILLIS: "timestamp-ms", MICROS: "timestamp-us", NANOS: "timestamp-ns" } as const;
    return { name, kind: kinds[logical.unit], ...(logical.isAdjustedToUTC ? { zone: "UTC" } : {}) };
  }
  if (type === "INT96") return { name, kind: "timestamp-ns" };
  const kind =
    (converted === undefined ? undefined : convertedKinds[converted]) ?? (logical === undefined ? undefined : logicalKinds[logical.type]);
  if (kind !== undefined) return { name, kind, ...(converted?.startsWith("TIMESTAMP") === true ? { zone: "UTC" } : {}) };
  if (logical !== undefined && !["INTEGER", "FLOAT16"].includes(logical.type)) return undefined;
  if (logical?.type === "INTEGER") return { name, kind: `${logical.isSigned ? "int" : "uint"}${logical.bitWidth}` as ColumnKind };
  if (logical?.type === "FLOAT16") return { name, kind: "float32" };
  const plain = type === undefined ? undefined : plainKinds[type];
  return plain === undefined ? undefined : { name, kind: plain };
}

const convertedKinds: Readonly<Record<string, ColumnKind>> = {
  UTF8: "text",
  ENUM: "text",
  JSON: "json",
  DATE: "date",
  INT_8: "int8",
  INT_16: "int16",
  INT_32: "int32",
  INT_64: "int64",
  UINT_8: "uint8",
  UINT_16: "uint16",
  UINT_32: "uint32",
  UINT_64: "uint64",
  TIMESTAMP_MILLIS: "timestamp-ms",
  TIMESTAMP_MICROS: "timestamp-us",
};

const logicalKinds: Readonly<Record<string, ColumnKind>> = { STRING: "text", ENUM: "text", JSON: "json", DATE: "date", UUID: "text" };

const plainKinds: Readonly<Record<string, ColumnKind>> = {
  BOOLEAN: "boolean",
  INT32: "int32",
  INT64: "int64",
  FLOAT: "float32",
  DOUBLE: "float64",
  BYTE_ARRAY: "bytes",
  FIXED_LEN_BYTE_ARRAY: "bytes",
};

import {
  Binary,
  Bool,
  DataType,
  DateDay,
  Field,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  Schema,
  TimeUnit,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
} from "apache-arrow";
import type { Column, ColumnKind } from "../columns/column-kinds.ts";
import type { VectorType } from "../columns/vector-column.ts";
import { metadataKey, type TableMetadata } from "../metadata/table-metadata.ts";

/** The type of a column's cells in Arrow. JSON is text there. */
export function arrowType({ kind, zone }: Column): DataType {
  const timestamps = { "timestamp-ms": TimestampMillisecond, "timestamp-us": TimestampMicrosecond, "timestamp-ns": TimestampNanosecond };
  switch (kind) {
    case "timestamp-ms":
    case "timestamp-us":
    case "timestamp-ns":
      return new timestamps[kind](zone ?? null);
    default:
      return new plainTypes[kind]();
  }
}

type Timestamps = "timestamp-ms" | "timestamp-us" | "timestamp-ns";

const plainTypes: Readonly<Record<Exclude<ColumnKind, Timestamps>, new () => DataType>> = {
  text: Utf8,
  json: Utf8,
  boolean: Bool,
  int8: Int8,
  int16: Int16,
  int32: Int32,
  int64: Int64,
  uint8: Uint8,
  uint16: Uint16,
  uint32: Uint32,
  uint64: Uint64,
  float32: Float32,
  float64: Float64,
  date: DateDay,
  bytes: Binary,
};

/** What the items of stored vectors are in Arrow. */
export const arrowNumbers: Readonly<Record<VectorType, new () => DataType>> = {
  float32: Float32,
  float16: Float16,
  int8: Int8,
  uint8: Uint8,
  binary: Uint8,
};

/** The schema of a table with vectors: its columns, and the vectors last, as lists of a fixed size. */
export function arrowSchema(columns: readonly Column[], metadata: TableMetadata, width: number): Schema {
  const item = new Field("item", new arrowNumbers[metadata.type](), false);
  const fields = columns.map((column) => new Field(column.name, arrowType(column), true));
  fields.push(new Field(metadata.column, new FixedSizeList(width, item), true));
  return new Schema(fields, new Map([[metadataKey, JSON.stringify(metadata)]]));
}

/** The column that a type of Arrow stands for; undefined where its cells cannot be kept exactly. */
export function columnOfType(name: string, type: DataType): Column | undefined {
  if (DataType.isDictionary(type)) return columnOfType(name, type.dictionary);
  if (DataType.isTimestamp(type)) {
    const kinds = {
      [TimeUnit.SECOND]: "timestamp-ms",
      [TimeUnit.MILLISECOND]: "timestamp-ms",
      [TimeUnit.MICROSECOND]: "timestamp-us",
      [TimeUnit.NANOSECOND]: "timestamp-ns",
    } as const;
    const zone: unknown = type.timezone;
    return { name, kind: kinds[type.unit], ...(typeof zone === "string" && zone !== "" ? { zone } : {}) };
  }
  if (DataType.isDate(type)) return { name, kind: type instanceof DateDay || type.unit === 0 ? "date" : "timestamp-ms" };
  if (DataType.isInt(type)) return { name, kind: `${type.isSigned ? "int" : "uint"}${type.bitWidth}` };
  if (DataType.isFloat(type)) return { name, kind: type.precision === 2 ? "float64" : "float32" };
  const kind = otherKinds.find(([is]) => is(type))?.[1];
  return kind === undefined ? undefined : { name, kind };
}

const otherKinds: readonly (readonly [is: (type: DataType) => boolean, kind: ColumnKind])[] = [
  [DataType.isUtf8, "text"],
  [DataType.isLargeUtf8, "text"],
  [DataType.isUtf8View, "text"],
  [DataType.isBool, "boolean"],
  [DataType.isBinary, "bytes"],
  [DataType.isLargeBinary, "bytes"],
  [DataType.isBinaryView, "bytes"],
  [DataType.isFixedSizeBinary, "bytes"],
  [DataType.isNull, "text"],
  [DataType.isList, "json"],
  [DataType.isLargeList, "json"],
  [DataType.isFixedSizeList, "json"],
  [DataType.isStruct, "json"],
  [DataType.isMap, "json"],
];

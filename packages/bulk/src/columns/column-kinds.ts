/** What the cells of a column are. */
export type ColumnKind =
  | "text"
  | "boolean"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float32"
  | "float64"
  | "date"
  | "timestamp-ms"
  | "timestamp-us"
  | "timestamp-ns"
  | "bytes"
  | "json";

/** A column of a table beside its vectors. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Of timestamps: the time zone that they are shown in; left out: they are local times. */
  readonly zone?: string;
}

/**
 * One cell: a text, a boolean, a number, a bigint (int64, uint64, timestamps since 1970), days since 1970 (date), bytes, or a value of JSON; null or
 * undefined where there is none.
 */
export type Cell = unknown;

/** The cells of each column, in the order of the columns: `[columns][rows]`. */
export type Cells = readonly (readonly Cell[])[];

const bigArrays = {
  int64: BigInt64Array,
  uint64: BigUint64Array,
  "timestamp-ms": BigInt64Array,
  "timestamp-us": BigInt64Array,
  "timestamp-ns": BigInt64Array,
};

const numberArrays = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
  date: Int32Array,
};

/** Cells of numbers or bigints as a typed array, with 0 where there is none; undefined for kinds of other cells. */
export function typedCells(kind: ColumnKind, cells: readonly Cell[]): ArrayBufferView | undefined {
  if (isKeyOf(bigArrays, kind))
    return bigArrays[kind].from(cells.map((cell) => (typeof cell === "bigint" ? cell : BigInt(Number(cell ?? 0)))));
  if (isKeyOf(numberArrays, kind)) return numberArrays[kind].from(cells.map((cell) => Number(cell ?? 0)));
  return undefined;
}

function isKeyOf<Kinds extends object>(kinds: Kinds, kind: ColumnKind): kind is ColumnKind & keyof Kinds {
  return Object.hasOwn(kinds, kind);
}

/** How the elements of a type lie in `raw_data`, by ONNX's number of the type: little-endian (TensorProto.DataType). */
interface RawType {
  readonly bytes: number;
  readonly at: (view: DataView, start: number) => number;
}

/** Types by ONNX's numbers. */
const float32 = 1;
const float64 = 11;

const rawTypes: ReadonlyMap<number, RawType> = new Map([
  [float32, { bytes: 4, at: (view, start) => view.getFloat32(start, true) }],
  [2, { bytes: 1, at: (view, start) => view.getUint8(start) }],
  [3, { bytes: 1, at: (view, start) => view.getInt8(start) }],
  [4, { bytes: 2, at: (view, start) => view.getUint16(start, true) }],
  [5, { bytes: 2, at: (view, start) => view.getInt16(start, true) }],
  [6, { bytes: 4, at: (view, start) => view.getInt32(start, true) }],
  [7, { bytes: 8, at: (view, start) => Number(view.getBigInt64(start, true)) }],
  [float64, { bytes: 8, at: (view, start) => view.getFloat64(start, true) }],
  [12, { bytes: 4, at: (view, start) => view.getUint32(start, true) }],
  [13, { bytes: 8, at: (view, start) => Number(view.getBigUint64(start, true)) }],
]);

/** Whether numbers of a type are read at all: whole ones of 8 bits and more, and floats of 32 and 64. */
export const isReadType = (type: number): boolean => rawTypes.has(type);

/** Whether a type is one of those floats. */
export const isFloatType = (type: number): boolean => type === float32 || type === float64;

/** The numbers of `raw_data`; none for a type that is not read. Bytes that make no whole number are left out. */
export function rawNumbers(bytes: Uint8Array, type: number): readonly number[] {
  const raw = rawTypes.get(type);
  if (raw === undefined) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / raw.bytes) }, (_, index) => raw.at(view, index * raw.bytes));
}

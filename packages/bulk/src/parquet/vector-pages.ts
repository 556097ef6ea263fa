import type { ColumnChunk } from "hyparquet";
import type { Writer } from "hyparquet-writer";
import type { VectorColumn } from "../columns/vector-column.ts";
import { vectorElements } from "./parquet-schema.ts";

/**
 * Writes stored vectors as one column chunk of lists. The library's own way takes apart every number of every vector, 200 ms for a thousand of 384
 * numbers; here a page is the bytes of the vectors behind the levels of their lists. Integers of one byte go through a dictionary of all 256, which
 * makes one byte of each in the page too. Levels and runs are as https://parquet.apache.org/docs/file-format/data-pages/encodings/ has them.
 */
export function writeVectorChunk(writer: Writer, path: readonly string[], vectors: VectorColumn): ColumnChunk {
  const { type, data } = vectors;
  const start = writer.offset;
  const isByte = data.BYTES_PER_ELEMENT === 1;
  if (isByte) writeDictionary(writer, data instanceof Int8Array);
  const dataStart = writer.offset;
  const full = fullRows(vectors);
  const values = isByte ? packedCodes(full) : bytesOf(full);
  const levels = listLevels(vectors);
  const numbers = levels.count;
  writePageHeader(writer, { kind: 0, bytes: levels.bytes.length + values.length, numbers, encoding: isByte ? rleDictionary : plain });
  writer.appendBytes(levels.bytes);
  writer.appendBytes(values);
  const size = BigInt(writer.offset - start);
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: vectorElements[type].type ?? "FLOAT",
      encodings: isByte ? ["RLE", "PLAIN", "RLE_DICTIONARY"] : ["RLE", "PLAIN"],
      path_in_schema: [...path],
      codec: "UNCOMPRESSED",
      num_values: BigInt(numbers),
      total_uncompressed_size: size,
      total_compressed_size: size,
      data_page_offset: BigInt(dataStart),
      ...(isByte ? { dictionary_page_offset: BigInt(start) } : {}),
    },
  };
}

const plain = 0;
const rle = 3;
const rleDictionary = 8;

/** What a page's header says. `kind`: 0 for data, 2 for a dictionary. */
interface PageHeader {
  readonly kind: 0 | 2;
  readonly bytes: number;
  readonly numbers: number;
  readonly encoding: number;
}

/** A header in Thrift's compact protocol: each field is its distance to the one before and its type in one byte, then its number. */
function writePageHeader(writer: Writer, { kind, bytes, numbers, encoding }: PageHeader): void {
  const field = (distance: number, value: number): void => {
    writer.appendUint8((distance << 4) | 5);
    writer.appendZigZag(value);
  };
  field(1, kind);
  field(1, bytes);
  field(1, bytes);
  // The header of a data page is field 5, that of a dictionary page field 7.
  writer.appendUint8(((kind === 0 ? 2 : 4) << 4) | 12);
  field(1, numbers);
  field(1, encoding);
  if (kind === 0) {
    field(1, rle);
    field(1, rle);
  }
  writer.appendUint8(0);
  writer.appendUint8(0);
}

/** All 256 numbers of a byte, in the order of their codes. */
function writeDictionary(writer: Writer, isSigned: boolean): void {
  writePageHeader(writer, { kind: 2, bytes: 1024, numbers: 256, encoding: plain });
  for (let code = 0; code < 256; code++) writer.appendInt32(isSigned ? (code << 24) >> 24 : code);
}

/** The vectors that are there, without the zeros that stand for the others. */
function fullRows({ data, width, valid }: VectorColumn): VectorColumn["data"] {
  if (valid === undefined) return data;
  const kept = data.slice();
  let end = 0;
  for (const [row, isThere] of valid.entries()) {
    if (!isThere) continue;
    kept.copyWithin(end, row * width, (row + 1) * width);
    end += width;
  }
  return kept.subarray(0, end) as VectorColumn["data"];
}

const bytesOf = ({ buffer, byteOffset, byteLength }: VectorColumn["data"]): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);

/** Codes of eight bits each: their width, and one run of so many groups of eight. */
function packedCodes(data: VectorColumn["data"]): Uint8Array {
  const groups = Math.ceil(data.length / 8);
  const head = [8, ...varint(groups * 2 + 1)];
  const bytes = new Uint8Array(head.length + groups * 8);
  bytes.set(head);
  bytes.set(bytesOf(data), head.length);
  return bytes;
}

/** Repetition levels (a row begins: 0, goes on: 1), then definition levels (a number is there: 2, the row has no vector: 0), each with its length before it. */
function listLevels({ width, rows, valid }: VectorColumn): { readonly bytes: Uint8Array; readonly count: number } {
  const isThere = (row: number): boolean => valid?.[row] !== false;
  const begins = [...varint(2), 0];
  const goesOn = width > 1 ? [...varint((width - 1) * 2), 1] : [];
  const repetition: number[] = [];
  const definition: number[] = [];
  let count = 0;
  for (let row = 0; row < rows;) {
    let end = row;
    while (end < rows && isThere(end) === isThere(row)) end += 1;
    const numbers = (end - row) * (isThere(row) ? width : 1);
    for (let each = row; each < end; each++) repetition.push(...begins, ...(isThere(row) ? goesOn : []));
    definition.push(...varint(numbers * 2), isThere(row) ? 2 : 0);
    count += numbers;
    row = end;
  }
  const bytes = Buffer.alloc(8 + repetition.length + definition.length);
  bytes.writeUInt32LE(repetition.length, 0);
  bytes.set(repetition, 4);
  bytes.writeUInt32LE(definition.length, 4 + repetition.length);
  bytes.set(definition, 8 + repetition.length);
  return { bytes, count };
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest & 127) | 128);
  bytes.push(rest);
  return bytes;
}

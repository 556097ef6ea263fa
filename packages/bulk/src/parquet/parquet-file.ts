import { type ColumnChunk, type KeyValue, parquetMetadata, type SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { Column } from "../columns/column-kinds.ts";
import { metadataKey, type TableMetadata } from "../metadata/table-metadata.ts";
import { parquetSchema } from "./parquet-schema.ts";

/** What all parts of a file have in common. */
export interface ParquetLayout {
  readonly schema: readonly SchemaElement[];
  readonly pairs: readonly KeyValue[];
  readonly metadata: TableMetadata;
}

/** `arrow`: the schema in Arrow, by which readers that know it give lists of a fixed size, which Parquet has no word for. */
export function parquetLayout(columns: readonly Column[], metadata: TableMetadata, arrow: Uint8Array): ParquetLayout {
  const pairs = [
    { key: metadataKey, value: JSON.stringify(metadata) },
    { key: "ARROW:schema", value: Buffer.from(arrow).toString("base64") },
  ];
  return { schema: parquetSchema(columns, metadata), pairs, metadata };
}

/** A file of Parquet that is put together from files with one row group each. */
export interface ParquetJoiner {
  /** What the file begins with. */
  head(): Uint8Array;
  /** What the row groups of one file are in this one. */
  add(part: Uint8Array): Uint8Array;
  /** What the file ends with. */
  tail(): Uint8Array;
}

/** @see ParquetJoiner */
export function parquetJoiner({ schema, pairs }: ParquetLayout): ParquetJoiner {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({ writer: bytes, schema: [...schema], kvMetadata: [...pairs] });
  let position = bytes.offset;
  return {
    head: () => bytes.getBytes().slice(),
    add: (part) => {
      const footer = parquetMetadata(part.slice().buffer);
      const shift = BigInt(position - magicBytes);
      for (const group of footer.row_groups) {
        file.row_groups.push({ ...group, columns: group.columns.map((chunk) => shifted(chunk, shift)) });
        file.num_rows += group.num_rows;
      }
      const content = part.subarray(magicBytes, part.length - footerBytes(part));
      position += content.length;
      return content;
    },
    tail: () => {
      const start = bytes.offset;
      void file.finish();
      return bytes.getBytes().slice(start);
    },
  };
}

/** "PAR1", with which files begin and end. */
const magicBytes = 4;

/** The metadata at a file's end, its length, and the last magic. */
const footerBytes = (part: Uint8Array): number => Buffer.from(part.buffer, part.byteOffset, part.length).readUInt32LE(part.length - 8) + 8;

function shifted(chunk: ColumnChunk, shift: bigint): ColumnChunk {
  const { meta_data: meta } = chunk;
  return {
    ...chunk,
    file_offset: chunk.file_offset + shift,
    ...(meta === undefined
      ? {}
      : {
          meta_data: {
            ...meta,
            data_page_offset: meta.data_page_offset + shift,
            ...(meta.dictionary_page_offset === undefined ? {} : { dictionary_page_offset: meta.dictionary_page_offset + shift }),
          },
        }),
  };
}

import { endianness } from "node:os";
import type { FileSink } from "./sink.ts";
import type { RowWriter } from "./row-writer.ts";

/**
 * NumPy's format 1.0 of a float32 array `[rows, dimension]`. The number of rows is known last, so the header is written twice: it is padded
 * to a fixed length that any number of rows fits. @throws NestvecError FILE_NOT_WRITABLE where the file is not a regular one
 */
export function npyWriter(sink: FileSink): RowWriter {
  let rows = 0;
  let dimension: number | undefined;
  return {
    write: async ({ embeddings }) => {
      if (dimension === undefined) {
        dimension = embeddings.dimension;
        await sink.write(npyHeader(0, dimension));
      }
      rows += embeddings.vectors.length;
      await sink.write(littleEndian(embeddings.data));
    },
    end: () => sink.overwrite(0, npyHeader(rows, dimension ?? 0)),
  };
}

/** The first 128 bytes of an npy file of little-endian float32 numbers: magic, version 1.0, length of the rest, a Python dict, spaces, a newline. */
export function npyHeader(rows: number, dimension: number): Uint8Array {
  const headerBytes = 128;
  const beforeDictionary = 10;
  const header = Buffer.alloc(headerBytes, " ");
  header.set([0x93, ...Buffer.from("NUMPY"), 1, 0]);
  header.writeUInt16LE(headerBytes - beforeDictionary, 8);
  header.write(`{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${dimension}), }`, beforeDictionary);
  header.write("\n", headerBytes - 1);
  return header;
}

function littleEndian(numbers: Float32Array): Uint8Array {
  const bytes = Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return endianness() === "LE" ? bytes : Buffer.from(bytes).swap32();
}

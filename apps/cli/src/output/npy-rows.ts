import { littleEndian, npyHeader } from "../records/npy.ts";
import { type Provenance, provenanceJson } from "../records/provenance.ts";
import type { RowWriter } from "./row-writer.ts";
import type { FileSink, Sink } from "./sink.ts";

/**
 * NumPy's format 1.0 of a float32 array `[rows, dimension]`, and beside it how the vectors were made. The number of rows is known last, so the header is
 * written twice: it is padded to a fixed length that any number of rows fits. @throws NestvecError FILE_NOT_WRITABLE where the file is not a regular one
 */
export function npyWriter(vectors: FileSink, beside: Sink, model: string): RowWriter {
  let made: Provenance | undefined;
  return {
    write: async ({ embeddings }) => {
      const { layer, dimension, space, prompt, normalized } = embeddings;
      if (made === undefined) await vectors.write(npyHeader(0, dimension));
      await vectors.write(littleEndian(embeddings.data));
      const rows = (made?.rows ?? 0) + embeddings.vectors.length;
      const truncated = (made?.truncated ?? 0) + embeddings.truncated.filter(Boolean).length;
      made = { space, model, layer, dimension, rows, normalized, prompt, truncated };
    },
    end: async () => {
      await vectors.overwrite(0, npyHeader(made?.rows ?? 0, made?.dimension ?? 0));
      if (made !== undefined) await beside.write(provenanceJson(made));
    },
  };
}

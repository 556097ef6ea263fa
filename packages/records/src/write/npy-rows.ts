import { littleEndian, npyHeader } from "../npy/npy.ts";
import { type NpyProvenance, provenanceJson } from "../npy/provenance.ts";
import type { RowWriter, SeekableSink, Sink } from "./row-writer.ts";

/**
 * NumPy's format 1.0 of a float32 array `[rows, dimension]`, and beside it how the vectors were made. The number of rows is known last, so the header is
 * written twice: it is padded to a fixed length that any number of rows fits.
 * @example
 * const writer = npyWriter(vectors, beside, "nestvec-mini"); // of vectors.npy and vectors.npy.json
 * await writer.write({ firstIndex: 0, texts, embeddings: await embedder.embed(texts) });
 * await writer.end();
 */
export function npyWriter(vectors: SeekableSink, beside: Sink, model: string): RowWriter {
  let made: NpyProvenance | undefined;
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

import { littleEndian, npyHeader } from "../npy/npy.ts";
import { type NpyProvenance, provenanceJson } from "../npy/provenance.ts";
import type { RowWriter, SeekableSink, Sink } from "./row-writer.ts";

/**
 * NumPy's format 1.0 of a float32 array `[rows, dimension]`, and beside it how the vectors were made. The number of rows is known last, so the header is
 * written twice: it is padded to a fixed length that any number of rows fits.
 * @example
 * ```ts
 * import { mkdtemp, open } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { npyWriter } from "@nestvec/records";
 * import { loadModel } from "@nestvec/runtime-node";
 *
 * await using embedder = await loadModel();
 * await using file = await open(join(await mkdtemp(join(tmpdir(), "vectors-")), "vectors.npy"), "w");
 * const vectors = {
 *   write: async (content: string | Uint8Array) => void (await file.write(Buffer.from(content))),
 *   overwrite: async (position: number, content: Uint8Array) => void (await file.write(content, 0, content.length, position)),
 * };
 * const writer = npyWriter(vectors, { write: async (content) => console.log(JSON.parse(String(content)).rows) }, "nestvec-mini");
 * const texts = ["nesting dolls", "a set of boxes"];
 * await writer.write({ firstIndex: 0, texts, embeddings: await embedder.embed(texts, { dimension: 32 }) });
 * await writer.end(); // → 2
 * ```
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

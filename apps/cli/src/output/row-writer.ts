import type { Embeddings } from "@nestvec/core";

/** Texts with their vectors. */
export interface EmbeddedBatch {
  /** The place of the first text among all. */
  readonly firstIndex: number;
  readonly texts: readonly string[];
  readonly embeddings: Embeddings;
}

/** Writes embedded texts in one format, batch by batch: what is written is never held. */
export interface RowWriter {
  write(batch: EmbeddedBatch): Promise<void>;
  /** Writes what comes last. Called once, only when all went well. */
  end(): Promise<void>;
}

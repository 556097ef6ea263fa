import type { Embeddings } from "@nestvec/core";
import type { RowId } from "../records/record.ts";

/** Texts with their vectors. */
export interface EmbeddedBatch {
  /** The place of the first text among all. */
  readonly firstIndex: number;
  readonly texts: readonly string[];
  /** What the input calls them, where it does. */
  readonly ids?: readonly (RowId | undefined)[] | undefined;
  readonly embeddings: Embeddings;
}

/** Writes embedded texts in one format, batch by batch: what is written is never held. */
export interface RowWriter {
  write(batch: EmbeddedBatch): Promise<void>;
  /** Writes what comes last. Called once, only when all went well. */
  end(): Promise<void>;
}

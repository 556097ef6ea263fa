import type { Embeddings } from "@nestvec/core";
import type { RowId } from "../rows/record.ts";

/** Where output goes, in order. Each write is over when the bytes were taken, so that a slow reader slows the work. */
export interface Sink {
  /** Writes what follows. */
  write(content: string | Uint8Array): Promise<void>;
}

/** A sink that can also write over bytes that were written before, such as a regular file. */
export interface SeekableSink extends Sink {
  /** Writes over what stands from `position` on. */
  overwrite(position: number, content: Uint8Array): Promise<void>;
}

/** Texts with their vectors. */
export interface EmbeddedBatch {
  /** The place of the first text among all. */
  readonly firstIndex: number;
  readonly texts: readonly string[];
  /** What the input calls them, where it does. */
  readonly ids?: readonly (RowId | undefined)[] | undefined;
  readonly embeddings: Embeddings;
}

/** Texts with their vectors at several exits. */
export interface EmbeddedLayers extends Omit<EmbeddedBatch, "embeddings"> {
  /** One answer for each exit, as `embedLayers` gives them. */
  readonly exits: readonly Embeddings[];
}

/** Writes embedded texts in one format, batch by batch: what is written is never held. */
export interface RowWriter {
  /** Writes the next texts. */
  write(batch: EmbeddedBatch): Promise<void>;
  /** Writes what comes last. Called once, only when all went well. */
  end(): Promise<void>;
}

/** Writes texts that were embedded at several exits, batch by batch: what is written is never held. */
export interface LayersWriter {
  /** Writes the next texts, with the same exits each time. */
  write(batch: EmbeddedLayers): Promise<void>;
  /** Writes what comes last. Called once, only when all went well. */
  end(): Promise<void>;
}

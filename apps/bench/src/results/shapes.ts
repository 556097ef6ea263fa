import type { Figure } from "./figure.ts";

/** One exit at one fixed shape: texts of exactly so many tokens, so many at once. */
export interface ShapeRow {
  readonly layer: number;
  readonly tokens: number;
  /** Texts in the batch. */
  readonly batch: number;
  /** The execution provider that really ran it. */
  readonly provider: string;
  /** Of a whole batch, from token ids to unit vectors. */
  readonly milliseconds: Figure;
  readonly tokensPerSecond: number;
  /** 10^9 floating-point operations of the graph's matrix products and attention, a second. */
  readonly gigaflops: number;
  /** Of the peak GFLOP/s; undefined where none was measured, or for a provider that it does not hold for. */
  readonly peakShare?: number;
  /** How many times as fast as the CPU at the same shape; undefined for the CPU itself. */
  readonly speedUp?: number;
}

/** The memory of a process that has one exit open, in MB of 10^6 bytes. */
export interface ExitMemory {
  /** Pages that only its process has, in use. */
  readonly privateMegabytes: number;
  /** Resident pages that are not private: mapped weights, shared by all processes. */
  readonly sharedMegabytes: number;
  /** The most that was ever resident. */
  readonly peakMegabytes: number;
  /** Private pages before the exit is opened: Node, tokenizer and configuration. */
  readonly loadedMegabytes: number;
  /** Private pages when the exit is open, before it is used much. */
  readonly openedMegabytes: number;
}

/** What one exit costs besides time. */
export interface ResourceRow {
  readonly layer: number;
  /** Undefined where the system does not tell private pages from shared ones: Linux does. */
  readonly memory?: ExitMemory;
  /** From the start of a process to its first vector, in milliseconds. */
  readonly coldStartMilliseconds: Figure;
  /** Bytes of the files that this exit needs: graph, weights, tokenizer and configuration. */
  readonly diskBytes: number;
}

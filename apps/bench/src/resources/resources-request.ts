import type { ResidentMemory } from "../machine/resident-memory.ts";

/** What a process that measures itself is given as its argument. */
export interface ResourcesTask {
  /** The model's folder. */
  readonly model: string;
  readonly layer: number;
  readonly threads: number;
  readonly seed: number;
}

/** What it is asked, once: its first vector, or its memory at each step of a model's life. */
export interface ResourcesRequest {
  readonly want: "first vector" | "memory";
}

/** The memory of a process that has done nothing else. */
export interface MemoryAnswer {
  /** With tokenizer and configuration loaded. */
  readonly loaded: ResidentMemory;
  /** With the exit open. */
  readonly opened: ResidentMemory;
  /** After a few texts. */
  readonly used: ResidentMemory;
}

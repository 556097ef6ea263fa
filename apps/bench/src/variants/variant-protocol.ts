import type { Pooling } from "@nestvec/core";

/** The variants that are run by Node. */
export type NodeVariant = "nestvec" | "plain" | "transformers.js" | "fastembed-js";

/** What the process of a variant is given as its argument. Python's are given the same. */
export interface VariantTask {
  readonly variant: string;
  /** The model's folder; of a variant that reads other files, the folder of those. */
  readonly model: string;
  readonly layer: number;
  /** Tokens that texts are cut to. */
  readonly cut: number;
  readonly threads: number;
  /** Where the packages of other projects are installed. */
  readonly peers?: string;
  /** The same files, as fastembed expects them. */
  readonly fitted?: FittedFolder;
}

/** A folder with an exit's files under the names that fastembed asks for. */
export interface FittedFolder {
  /** The folder with the model's folder in it. */
  readonly parent: string;
  readonly model: string;
  /** The graph's path in the model's folder. */
  readonly graph: string;
  /** That of a graph that gives `last_hidden_state`, whatever the exit's own gives. */
  readonly hiddenGraph: string;
  /** How token vectors become one: outside of the graph, or not at all where it has done so. */
  readonly pooling: Pooling | "in_graph";
  readonly width: number;
}

/** The first line of a variant. */
export interface VariantHello {
  /** What it is made of: `"onnxruntime-node 1.30.0"`. */
  readonly versions: readonly string[];
  /** A sentence that a reader of its figures must know. */
  readonly note?: string;
  /** Whether its vectors are others by design, so that there is nothing to compare. */
  readonly otherVectors?: boolean;
}

/** Gives a variant its texts; answered with their number. */
export interface TextsRequest {
  readonly texts: readonly string[];
}

/** Lets it embed them all once, in their order. */
export interface RunRequest {
  /** Whether the answer holds the vectors. */
  readonly vectors: boolean;
}

/** What one run took. */
export interface VariantRun {
  readonly milliseconds: number;
  /** Of all cores together, in this process. */
  readonly cpuMilliseconds: number;
  /** The most that was ever resident; missing where the system does not tell. */
  readonly peakBytes?: number;
  readonly vectors?: PackedVectors;
}

/** Vectors as text: float32, little-endian, in base64. */
export interface PackedVectors {
  readonly width: number;
  readonly data: string;
}

/** Packs vectors of one width. */
export function packVectors(vectors: readonly ArrayLike<number>[]): PackedVectors {
  const width = vectors[0]?.length ?? 0;
  const all = new Float32Array(vectors.length * width);
  for (const [row, vector] of vectors.entries()) all.set(vector, row * width);
  return { width, data: Buffer.from(all.buffer).toString("base64") };
}

/** Each vector of a pack. */
export function unpackVectors({ width, data }: PackedVectors): readonly Float32Array[] {
  const bytes = Buffer.from(data, "base64");
  const all = new Float32Array(bytes.length / 4);
  new Uint8Array(all.buffer).set(bytes);
  return Array.from({ length: width === 0 ? 0 : all.length / width }, (_, row) => all.subarray(row * width, (row + 1) * width));
}

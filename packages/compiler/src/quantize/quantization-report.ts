import type { ProductPlace } from "../architecture/linear-groups.ts";

/** How near vectors come to those in float32, over all texts and exits. Plain data. */
export interface Nearness {
  readonly minimum: number;
  /** The cosine that one text in a hundred is below. */
  readonly firstPercentile: number;
  readonly mean: number;
}

/** The form of a model whose products are computed in int8, and how near its vectors come to those in float32. Plain data. */
export interface QuantizationReport {
  /** Bits of a weight. */
  readonly weightBits: number;
  /** How many input channels of each product stay in float32. */
  readonly floatChannels: number;
  /** The products that stay in float32. */
  readonly floatProducts: readonly QuantizedPlace[];
  /** How many texts were compared. */
  readonly texts: number;
  /** Of the texts' vectors to those in float32, at the exit that is farthest off. */
  readonly cosine: Nearness;
  /** Whether vectors are near enough for searching float32 ones: the least cosine is at least 0.998. */
  readonly compatible: boolean;
  /** Bytes of all weights. */
  readonly weightBytes: number;
}

/** Where products are: in which layer, from 1 on, and where in it. */
export interface QuantizedPlace {
  readonly layer: number;
  readonly place: ProductPlace;
}

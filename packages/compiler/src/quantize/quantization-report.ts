import type { ProductPlace } from "../architecture/linear-groups.ts";

/** How near vectors come to those in float32, over all texts and exits. Plain data. */
export interface Nearness {
  readonly minimum: number;
  /** The cosine that one text in a hundred is below. */
  readonly firstPercentile: number;
  readonly mean: number;
}

/** The form of a model whose products are computed in int8, and how near its vectors come to those in float32. Plain data. */
export interface FormReport<Place> {
  /** Bits of a weight. */
  readonly weightBits: number;
  /** How many input channels of each product stay in float32. */
  readonly floatChannels: number;
  /** The products that stay in float32. */
  readonly floatProducts: readonly Place[];
  /** How many texts were compared. */
  readonly texts: number;
  /** Of the texts' vectors to those in float32, at the exit that is farthest off. */
  readonly cosine: Nearness;
  /** Whether vectors are near enough for searching float32 ones: the least cosine is at least 0.998. */
  readonly compatible: boolean;
  /** Bytes of all weights. */
  readonly weightBytes: number;
}

/** That of a compiled model. */
export type QuantizationReport = FormReport<QuantizedPlace>;

/** Where products are: in which layer, from 1 on, and where in it. */
export interface QuantizedPlace {
  readonly layer: number;
  readonly place: ProductPlace;
}

/** Products of a published graph that read one value. */
export interface GraphPlace {
  /** The names of their nodes, as the graph has them. */
  readonly nodes: readonly string[];
  /** From 1 on, where the names say it. */
  readonly layer?: number;
}

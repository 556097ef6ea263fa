import { NestvecError, type Embedder } from "@nestvec/core";

/** A loaded model with the cuts that are measured. */
export interface MeasuredModel {
  readonly embedder: Embedder;
  readonly width: number;
  /** Shallowest first. */
  readonly layers: readonly number[];
  /** The deepest that the model has. */
  readonly deepest: number;
  /** Widest first. */
  readonly dimensions: readonly number[];
  readonly sharedSpace: boolean;
}

/** Cuts that are asked for; left out, each is all that the model has. */
export interface AskedCuts {
  readonly layers?: readonly number[];
  readonly dimensions?: readonly number[];
}

/**
 * The cuts of a model that are to be measured. Of a model that lists no dimensions, that is the full one alone unless others are asked for.
 * @throws NestvecError LAYER_UNAVAILABLE, DIMENSION_UNAVAILABLE
 */
export async function measuredModel(embedder: Embedder, asked: AskedCuts): Promise<MeasuredModel> {
  const { exits, missingLayers: missing, dimensions: listed, width, sharedSpace } = await embedder.info();
  const available = exits.filter(({ space }) => space !== null).map(({ layer }) => layer);
  const layers = asked.layers ?? available;
  const layer = layers.find((each) => !available.includes(each));
  if (layer !== undefined) throw new NestvecError("LAYER_UNAVAILABLE", { layer, available, missing });
  const dimensions = asked.dimensions ?? listed ?? [width];
  const fits = (each: number): boolean => listed?.includes(each) ?? (Number.isInteger(each) && each >= 1 && each <= width);
  const dimension = dimensions.find((each) => !fits(each));
  if (dimension !== undefined) throw new NestvecError("DIMENSION_UNAVAILABLE", { dimension, available: listed, width });
  return {
    embedder,
    width,
    layers: unique(layers),
    deepest: Math.max(...available),
    dimensions: unique(dimensions).toReversed(),
    sharedSpace,
  };
}

const unique = (numbers: readonly number[]): number[] => [...new Set(numbers)].toSorted((left, right) => left - right);

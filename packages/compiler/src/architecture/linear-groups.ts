import type { Activation, EncoderLayer, Linear } from "./architecture.ts";

/** Where in a layer a product is. */
export type ProductPlace = "attention input" | "attention output" | "feed-forward input" | "feed-forward output";

/** The linear layers of a layer that read one input. */
export interface LinearGroup {
  /** The name of the first one's weights, which no other group has. */
  readonly name: string;
  /** From 1 on. */
  readonly layer: number;
  readonly place: ProductPlace;
  readonly linears: readonly Linear[];
  /** No number of the input is below it, by the activation that gives them; undefined where they have no such bound. */
  readonly leastInput: number | undefined;
}

/** The least numbers that activations give, rounded down. */
export const leastActivation: Readonly<Record<Activation, number>> = { gelu: -0.17, gelu_tanh: -0.1701, relu: 0, silu: -0.2785 };

/** The products of a layer, in the order in which a graph computes them. `layer`: from 1 on. */
export function linearGroups(activation: Activation, encoderLayer: EncoderLayer, layer: number): readonly LinearGroup[] {
  const { query, key, value, output, up, gate, down } = encoderLayer;
  const group = (place: ProductPlace, linears: readonly Linear[], leastInput?: number): LinearGroup => ({
    name: linears[0]?.weight.name ?? "",
    layer,
    place,
    linears,
    leastInput,
  });
  return [
    group("attention input", [query, key, value]),
    group("attention output", [output]),
    group("feed-forward input", gate === undefined ? [up] : [up, gate]),
    group("feed-forward output", [down], gate === undefined ? leastActivation[activation] : undefined),
  ];
}

import { compareWays, type Shape } from "./compare-ways.ts";
import type { CompiledOptions } from "./compiled-command.ts";

/** The options of `lab int8`. */
export interface Int8Options extends CompiledOptions {
  readonly int8: string;
  /** How many times as fast as the published graph int8 has to be, by layer in their order; undefined: no bounds. */
  readonly least: readonly number[] | undefined;
}

/** Shapes, and whether there is a bound for them. */
const sizes = [
  { shape: { rows: 1, tokens: 16, times: 15 }, isBounded: true },
  { shape: { rows: 1, tokens: 64, times: 9 }, isBounded: false },
  { shape: { rows: 1, tokens: 128, times: 7 }, isBounded: true },
  { shape: { rows: 8, tokens: 64, times: 3 }, isBounded: true },
  { shape: { rows: 1, tokens: 512, times: 3 }, isBounded: false },
];

/** Compares a model compiled in int8 with that in float32 and with the published graphs, which are the baseline. Resolves with whether no bound was missed. */
export function compareInt8(
  { published, compiled, int8, layers, rounds, threads, least }: Int8Options,
  print: (text: string) => void,
): Promise<boolean> {
  const bounds = Object.fromEntries(layers.flatMap((layer, place) => (least?.[place] === undefined ? [] : [[layer, least[place]]])));
  const shapes = sizes.map(({ shape, isBounded }): Shape => (isBounded ? { ...shape, least: bounds } : shape));
  return compareWays(
    {
      models: [
        { name: "published graph", way: "published graph", model: published },
        { name: "float32", way: "nestvec", model: compiled },
        { name: "int8", way: "nestvec", model: int8 },
      ],
      texts: compiled,
      layers,
      shapes,
      rounds,
      threads,
    },
    print,
  );
}

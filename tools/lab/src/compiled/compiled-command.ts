import { compareWays, type Shape } from "./compare-ways.ts";

/** The options of `lab compiled`. */
export interface CompiledOptions {
  readonly published: string;
  readonly compiled: string;
  readonly layers: readonly number[];
  readonly rounds: number;
  readonly threads: number;
}

/** Bounds for mmBERT's shape. 0.97: at most 1.03 times the time. */
const shapes: readonly Shape[] = [
  { rows: 1, tokens: 16, times: 9, least: { 6: 0.97, 22: 0.97 } },
  { rows: 1, tokens: 64, times: 7, least: { 6: 0.97, 22: 0.97 } },
  { rows: 1, tokens: 128, times: 5, least: { 6: 1.06, 22: 1.06 } },
  { rows: 8, tokens: 64, times: 3, least: { 6: 1.06, 22: 1.02 } },
  { rows: 1, tokens: 512, times: 3, least: { 6: 1.25, 22: 1.2 } },
  { rows: 1, tokens: 2048, times: 1, least: { 6: 1.5 }, isFirstLayerOnly: true },
  { rows: 1, tokens: 4002, times: 1, least: { 6: 2.5 }, isFirstLayerOnly: true },
];

/** Compares a compiled model with the published graphs that it was compiled beside. Resolves with whether no bound was missed. */
export const compareCompiled = (
  { published, compiled, layers, rounds, threads }: CompiledOptions,
  print: (text: string) => void,
): Promise<boolean> =>
  compareWays(
    {
      models: [
        { name: "published graph", way: "published graph", model: published },
        { name: "nestvec", way: "nestvec", model: compiled },
      ],
      texts: compiled,
      layers,
      shapes,
      rounds,
      threads,
    },
    print,
  );

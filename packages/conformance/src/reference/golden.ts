import type { FileSource } from "@nestvec/core";

/** How near its reference a model must come. */
export interface GoldenTolerance {
  /** Of every number of a unit vector. */
  readonly absolute: number;
  /** Least cosine to the reference vector, where one is promised besides. */
  readonly cosine?: number;
}

/** One text with its answers from a reference implementation in float64. */
export interface GoldenCase {
  readonly text: string;
  readonly ids: readonly number[];
  /** Unit vectors at full width by layer. */
  readonly vectors: Readonly<Record<string, readonly number[]>>;
}

/** The answers of a reference model. `golden.json` beside each model says how they were made. */
export interface Golden {
  readonly layers: readonly number[];
  /** Widest first. */
  readonly dimensions: readonly number[];
  readonly cases: readonly GoldenCase[];
  readonly tolerance: GoldenTolerance;
}

/** What `expectedVector` gives for the whole model: shape of tiny-modernbert's golden.json. */
interface TinyModernBertFile {
  readonly dimensions: readonly number[];
  readonly exits: readonly number[];
  readonly texts: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly exits: Readonly<Record<string, { readonly vectors: Readonly<Record<string, readonly number[]>> }>>;
  }[];
}

interface MiniFile {
  readonly tolerance: { readonly max_abs: number };
  readonly cases: readonly {
    readonly text: string;
    readonly input_ids: readonly number[];
    readonly normalized: Readonly<Record<string, readonly number[]>>;
  }[];
}

/** The answers of tiny-modernbert: 20 texts, exits 2, 4, 6. Its file is for both forms of its graphs, and states no tolerance. */
export async function tinyModernBertGolden(source: FileSource, tolerance: GoldenTolerance): Promise<Golden> {
  const file = JSON.parse(new TextDecoder().decode(await source.read("golden.json"))) as TinyModernBertFile;
  const width = file.dimensions[0] ?? 0;
  return {
    layers: file.exits,
    dimensions: file.dimensions,
    cases: file.texts.map(({ text, ids, exits }) => ({
      text,
      ids,
      vectors: Object.fromEntries(Object.entries(exits).map(([layer, exit]) => [layer, exit.vectors[width] ?? []])),
    })),
    tolerance,
  };
}

/** The answers of nestvec-mini: 24 texts, exits 2, 3, 4, 6, and the tolerance that its file states. */
export async function miniGolden(source: FileSource): Promise<Golden> {
  const file = JSON.parse(new TextDecoder().decode(await source.read("golden.json"))) as MiniFile;
  return {
    layers: Object.keys(file.cases[0]?.normalized ?? {}).map(Number),
    dimensions: [384, 256, 128, 64, 32],
    cases: file.cases.map(({ text, input_ids: ids, normalized }) => ({ text, ids, vectors: normalized })),
    tolerance: { absolute: file.tolerance.max_abs },
  };
}

/**
 * The reference vector at a cut: the leading numbers of the full one, scaled to length 1 again in float64. (Equal to cutting
 * before the first scaling, since scaling by a positive number does not change a direction.)
 */
export function expectedVector(golden: GoldenCase, layer: number, dimension: number): readonly number[] {
  const kept = (golden.vectors[layer] ?? []).slice(0, dimension);
  const norm = Math.hypot(...kept);
  return kept.map((number) => number / norm);
}

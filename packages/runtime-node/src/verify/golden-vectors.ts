import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Embedder } from "@nestvec/core";

/** Texts with the vectors that a reference gave for them: what `golden.json` beside a model holds. */
export interface GoldenVectors {
  /** The file that they were read from. */
  readonly file: string;
  /** Most that a number of a unit vector may differ. */
  readonly tolerance: number;
  /** Unit vectors at full width, by layer. */
  readonly cases: readonly { readonly text: string; readonly vectors: Readonly<Record<string, readonly number[]>> }[];
}

/**
 * The golden vectors of a model in a folder, or beside it; undefined where there are none in this form:
 * `{"tolerance": {"max_abs": 2e-6}, "cases": [{"text": "…", "normalized": {"6": [ … ]}}]}`, unit vectors at full width by layer.
 * @example
 * ```ts
 * import { modelFolder, readGoldenVectors } from "@nestvec/runtime-node";
 *
 * const golden = await readGoldenVectors(await modelFolder("nestvec-mini"));
 * console.log(golden?.cases.length, golden?.tolerance); // → 24 0.000002
 * ```
 */
export async function readGoldenVectors(folder: string): Promise<GoldenVectors | undefined> {
  for (const parent of [folder, dirname(folder)]) {
    const file = join(parent, "golden.json");
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) return goldenOf(text, file);
  }
  return undefined;
}

/**
 * How the vectors of an exit differ from the golden ones, as a sentence's end; undefined where they agree, or there are none of this layer. `most`: how
 * many texts are compared.
 * @throws NestvecError as `Embedder.embed`
 * @example
 * ```ts
 * import { goldenProblem, loadModel, modelFolder, readGoldenVectors } from "@nestvec/runtime-node";
 *
 * const golden = await readGoldenVectors(await modelFolder("nestvec-mini"));
 * await using embedder = await loadModel("nestvec-mini");
 * if (golden !== undefined) console.log(await goldenProblem(embedder, 6, golden, 3)); // → undefined
 * ```
 */
export async function goldenProblem(
  embedder: Embedder,
  layer: number,
  { cases, tolerance }: GoldenVectors,
  most: number = Infinity,
): Promise<string | undefined> {
  const known = cases.filter(({ vectors }) => vectors[layer] !== undefined).slice(0, most);
  if (known.length === 0) return undefined;
  const { vectors } = await embedder.embed(
    known.map(({ text }) => text),
    { layer, prompt: null },
  );
  const largest = Math.max(...known.map((golden, index) => largestDifference(vectors[index], golden.vectors[layer] ?? [])));
  return largest <= tolerance ? undefined : `its vectors differ from the golden ones by up to ${largest}; ${tolerance} is allowed`;
}

function largestDifference(vector: Float32Array | undefined, expected: readonly number[]): number {
  if (vector === undefined || vector.length !== expected.length) return Infinity;
  return vector.reduce((largest, number, at) => Math.max(largest, Math.abs(number - (expected[at] ?? Number.NaN))), 0);
}

function goldenOf(text: string, file: string): GoldenVectors | undefined {
  const value = parsed(text);
  const tolerance: unknown = isRecord(value) && isRecord(value["tolerance"]) ? value["tolerance"]["max_abs"] : undefined;
  const cases: unknown = isRecord(value) ? value["cases"] : undefined;
  if (typeof tolerance !== "number" || !(tolerance > 0) || !Array.isArray(cases) || cases.length === 0) return undefined;
  const read = cases.map((item: unknown) =>
    isRecord(item) && typeof item["text"] === "string" && isVectors(item["normalized"])
      ? { text: item["text"], vectors: item["normalized"] }
      : undefined,
  );
  const whole = read.filter((item) => item !== undefined);
  return whole.length === read.length ? { file, tolerance, cases: whole } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isVectors = (value: unknown): value is Readonly<Record<string, readonly number[]>> =>
  isRecord(value) && Object.values(value).every((vector) => Array.isArray(vector) && vector.every((number) => typeof number === "number"));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

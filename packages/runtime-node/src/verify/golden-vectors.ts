import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isError, messageOf, NestvecError, type Embedder } from "@nestvec/core";

/** As for tokenizers: parsed, it takes many times its bytes. */
const largestFile = 2 ** 26;

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
 * The golden vectors of a model in a folder, or beside it; undefined where there is none, or one that has neither `tolerance` nor `cases`. Its form is
 * `{"tolerance": {"max_abs": 2e-6}, "cases": [{"text": "…", "normalized": {"6": [ … ]}}]}`, unit vectors at full width by layer.
 * @throws NestvecError CONFIG_INVALID where it has another form or more than 64 MiB, FILE_NOT_READABLE
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
    const text = await textOf(file);
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

/** The text of a file; undefined where there is none. @throws NestvecError CONFIG_INVALID, FILE_NOT_READABLE */
async function textOf(file: string): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    if (size > largestFile) throw invalid(file, "", `of ${size} bytes`, `of at most ${largestFile} bytes`);
    return await readFile(file, "utf8");
  } catch (error) {
    if (NestvecError.is(error)) throw error;
    if (isMissing(error)) return undefined;
    throw new NestvecError("FILE_NOT_READABLE", { file, problem: messageOf(error) }, { cause: error });
  }
}

const isMissing = (error: unknown): boolean => isError(error) && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

function goldenOf(text: string, file: string): GoldenVectors | undefined {
  const value = parsed(text, file);
  // A file of this name may be another tool's.
  if (isRecord(value) && !("tolerance" in value) && !("cases" in value)) return undefined;
  const { tolerance, cases } = isRecord(value) ? value : {};
  const most: unknown = isRecord(tolerance) ? tolerance["max_abs"] : undefined;
  if (typeof most !== "number" || !(most > 0)) throw invalid(file, "tolerance.max_abs", found(most), "a number above 0");
  if (!Array.isArray(cases) || cases.length === 0)
    throw invalid(file, "cases", found(cases), "a list of at least one text with its vectors");
  return {
    file,
    tolerance: most,
    cases: cases.map((item: unknown, index) => {
      const { text: given, normalized } = isRecord(item) ? item : {};
      if (typeof given !== "string") throw invalid(file, `cases.${index}.text`, found(given), "a text");
      if (isVectors(normalized)) return { text: given, vectors: normalized };
      throw invalid(file, `cases.${index}.normalized`, found(normalized), "an object with a list of numbers for each layer");
    }),
  };
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(file, "", "not JSON, or cut short", "JSON");
  }
}

const found = (value: unknown): string => (value === undefined ? "missing" : "something else");

const invalid = (file: string, key: string, what: string, expected: string): NestvecError =>
  new NestvecError("CONFIG_INVALID", { file, key, found: what, expected });

const isVectors = (value: unknown): value is Readonly<Record<string, readonly number[]>> =>
  isRecord(value) && Object.values(value).every((vector) => Array.isArray(vector) && vector.every((number) => typeof number === "number"));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

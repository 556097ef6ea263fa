import { NestvecError } from "@nestvec/core";
import { requireComparable, type Matrix, type QuerySpaces } from "@nestvec/core/vectors";
import { linePlace, located, type Place } from "../text/place.ts";
import { type Fields, kindOf, type Row } from "./record.ts";

/** One record with a stored vector, and its line. */
export interface StoredRecord {
  readonly stored: Fields | undefined;
  readonly line: number;
}

/**
 * Whether a row holds a stored vector, right or wrong, rather than only a text.
 * @example
 * ```ts
 * import { hasStoredVector } from "@nestvec/records";
 *
 * console.log(hasStoredVector({ text: "a", embedding: [0.6, 0.8], space: "my-model" }), hasStoredVector("a")); // → true false
 * ```
 */
export function hasStoredVector(row: Row): row is Fields {
  return typeof row !== "string" && Object.hasOwn(row, "embedding");
}

/**
 * Makes `[rows, dimension]` of records that `jsonWriter` wrote, a batch at a time. All vectors of a file must be of one length and one exit, and of
 * a space that a query's vectors may be compared with. The file is asked for its name when a message needs it.
 * @throws NestvecError LINE_INVALID, SPACE_MISMATCH
 * @example
 * ```ts
 * import { storedVectors } from "@nestvec/records";
 *
 * const matrixOf = storedVectors(() => "vectors.jsonl", { own: "my-model" });
 * const { data, rows, width } = matrixOf([{ stored: { embedding: [0.5, 0.25], space: "my-model" }, line: 1 }]);
 * console.log(`${rows} × ${width}: ${data.join(", ")}`); // → 1 × 2: 0.5, 0.25
 * ```
 */
export function storedVectors(fileOf: () => string, spaces: QuerySpaces): (records: readonly StoredRecord[]) => Matrix {
  let dimension: number | undefined;
  const requireOneLayer = oneLayer();
  return (records) => {
    const vectors = records.map(({ stored = {}, line }) => {
      const file = fileOf();
      const place = { file, line };
      const found = spaceOf(stored, place);
      located(linePlace(file, line), () => requireComparable(spaces, found));
      requireOneLayer(stored["layer"], place);
      const vector = vectorOf(stored["embedding"], dimension, place);
      dimension ??= vector.length;
      return vector;
    });
    const width = dimension ?? 0;
    const data = new Float32Array(vectors.length * width);
    for (const [row, vector] of vectors.entries()) data.set(vector, row * width);
    return { data, rows: vectors.length, width };
  };
}

/** Refuses vectors of a second exit, of a file that has several of each text: a search would find a text more than once. */
function oneLayer(): (layer: unknown, place: Place) => void {
  let before: number | undefined;
  return (layer, place) => {
    if (typeof layer !== "number") return;
    before ??= layer;
    if (layer === before) return;
    const expected = `a vector of layer ${before}, as in the lines before: only vectors of one exit can be compared`;
    throw new NestvecError("LINE_INVALID", { ...place, found: `a vector of layer ${layer}`, expected });
  };
}

function spaceOf(record: Fields, place: Place): string {
  const { space } = record;
  if (typeof space === "string" && space !== "") return space;
  const found = `an "embedding" ${space === undefined ? 'without "space"' : `with ${kindOf(space)} as "space"`}`;
  throw new NestvecError("LINE_INVALID", {
    ...place,
    found,
    expected: 'an object with "embedding" and its "space", as nestvec embed writes it',
  });
}

function vectorOf(value: unknown, dimension: number | undefined, place: Place): Float32Array {
  const expected = `a list of ${dimension ?? "one or more"} finite numbers in "embedding"`;
  if (!Array.isArray(value)) throw new NestvecError("LINE_INVALID", { ...place, found: `${kindOf(value)} as "embedding"`, expected });
  const numbers: readonly unknown[] = value;
  if (numbers.length === 0 || (dimension !== undefined && numbers.length !== dimension)) {
    throw new NestvecError("LINE_INVALID", { ...place, found: `a list of ${numbers.length} in "embedding"`, expected });
  }
  const vector = new Float32Array(numbers.length);
  for (let i = 0; i < vector.length; i++) {
    const number = numbers[i];
    const rounded = typeof number === "number" ? Math.fround(number) : Number.NaN;
    if (!Number.isFinite(rounded)) {
      throw new NestvecError("LINE_INVALID", {
        ...place,
        found: `${JSON.stringify(number)?.slice(0, 40)} at place ${i} of "embedding"`,
        expected,
      });
    }
    vector[i] = rounded;
  }
  return vector;
}

import { expect, test } from "vitest";
import { NestvecError } from "../errors/nestvec-error.ts";
import * as vectors from "../vectors.ts";

const matrix = { data: Float32Array.of(1, 0, 0, 1), rows: 2, width: 2 };
const ranges = vectors.calibrateRanges(matrix);
const stored = { vectors: [Float32Array.of(1, 0)], space: "a" };
const vector = Float32Array.of(1, 0);
const packed = vectors.packUbinary(matrix);
const signed = vectors.packBinary(matrix);
const int8 = vectors.quantizeInt8(matrix, ranges);
const uint8 = vectors.quantizeUint8(matrix, ranges);

const functions = new Map<string, (...args: readonly unknown[]) => unknown>(Object.entries(vectors as object));

/** Right arguments of every function. */
const right: { readonly [Name in keyof typeof vectors]: readonly (readonly unknown[])[] } = {
  cosineSimilarity: [[vector, vector]],
  dotProduct: [[vector, vector]],
  similarityMatrix: [[stored, stored]],
  storedMatrix: [[stored], [{ vectors: { data: vector, dimension: 2 }, space: "a" }]],
  requireComparable: [[{ own: "a" }, "a"]],
  topK: [[vector, 1]],
  rankByCosine: [[vector, matrix, 1]],
  calibrateRanges: [[matrix]],
  dequantize: [
    [int8, ranges],
    [uint8, ranges],
  ],
  quantizeInt8: [[matrix, ranges]],
  quantizeUint8: [[matrix, ranges]],
  packBinary: [[matrix]],
  packUbinary: [[matrix]],
  hammingDistance: [[packed.data, packed.data]],
  rankByHamming: [
    [packed.data.slice(0, 1), packed, 1],
    [signed.data.slice(0, 1), signed, 1],
  ],
  decodeBase64: [[vectors.encodeBase64(vector)]],
  encodeBase64: [[vector]],
  encodeJson: [[vector]],
  normalize: [[{ ...matrix, data: matrix.data.slice() }]],
  truncate: [[matrix, 1]],
};

/** What stands for an argument in plain JavaScript by mistake. */
const wrong = [
  undefined,
  null,
  {},
  { data: {} },
  { data: vector },
  { rows: 2, width: 2 },
  new Map(),
  () => 1,
  Symbol("s"),
  1n,
  true,
  Number.NaN,
];

/** What is known of packed vectors, and not needed to compare them. */
const unused = new Set(["dimension", "type"]);

/** Of a record, without one of its entries, or with another in its place. */
function spoilt(value: unknown): readonly unknown[] {
  if (Object.prototype.toString.call(value) !== "[object Object]") return [];
  const keys = Object.keys(value as object).filter((key) => (value !== packed && value !== signed) || !unused.has(key));
  return keys.flatMap((key) => wrong.map((other) => ({ ...(value as object), [key]: other })));
}

const cases = Object.entries(right).flatMap(([name, calls]) =>
  calls.flatMap((args) => args.map((_, place) => [name, args, place] as const)),
);

test.each(cases)("%s of %o: whatever stands at %i instead is refused in words", (name, args, place) => {
  const call = functions.get(name) ?? expect.fail(`no function ${name}`);
  expect(() => call(...args)).not.toThrow();
  const answers = [...wrong, ...spoilt(args[place])].map((other) => {
    try {
      call(...args.with(place, other));
    } catch (error) {
      expect(NestvecError.is(error), `${String(error)} of ${name}`).toBe(true);
      expect((error as Error).message).not.toMatch(/undefined|NaN ×|× NaN|\[object|null rows|NaN rows/);
      return "refused";
    }
    return other;
  });
  expect(answers.filter((result) => result !== "refused")).toEqual([]);
});

const packAny = (given: unknown): unknown => vectors.packUbinary(given as vectors.Matrix);

test("what a matrix lacks is named", () => {
  expect(() => packAny({})).toThrow('"matrix.data" is missing; it must be a Float32Array.');
  expect(() => packAny({ data: [1, 0], rows: 1, width: 2 })).toThrow('"matrix.data" is a list of 2; it must be a Float32Array.');
  expect(() => packAny({ data: vector, width: 2 })).toThrow('"matrix.rows" is missing; it must be a whole number, 0 or more.');
  expect(() => packAny({ data: vector, rows: 1, width: "2" })).toThrow(
    '"matrix.width" is the text "2"; it must be a whole number, 0 or more.',
  );
});

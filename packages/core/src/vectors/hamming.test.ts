import fc from "fast-check";
import { expect, test } from "vitest";
import { hammingDistance, rankByHamming } from "./hamming.ts";

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const triple = fc.nat({ max: 12 }).chain((length) => fc.tuple(bytes(length), bytes(length), bytes(length)));
const signed = (packed: Uint8Array): Int8Array => Int8Array.from(packed, (byte) => byte - 128);

const ones = (text: string): number => text.replaceAll("0", "").length;

test("law: the ones of the exclusive or, for signed bytes too", () => {
  fc.assert(
    fc.property(triple, ([a, b]) => {
      const expected = ones(Array.from(a, (byte, i) => (byte ^ b[i]!).toString(2)).join(""));
      expect(hammingDistance(a, b)).toBe(expected);
      expect(hammingDistance(signed(a), signed(b))).toBe(expected);
    }),
  );
});

test("law: it is a metric", () => {
  fc.assert(
    fc.property(triple, ([a, b, c]) => {
      expect(hammingDistance(a, a)).toBe(0);
      expect(hammingDistance(a, b)).toBe(hammingDistance(b, a));
      expect(hammingDistance(a, b) === 0).toBe(a.every((byte, i) => byte === b[i]));
      expect(hammingDistance(a, c)).toBeLessThanOrEqual(hammingDistance(a, b) + hammingDistance(b, c));
    }),
  );
});

test("law: ranking is a stable sort by distance, for both kinds", () => {
  fc.assert(
    fc.property(fc.array(bytes(2), { maxLength: 30 }), bytes(2), fc.nat({ max: 35 }), (rows, query, k) => {
      const data = Uint8Array.from(rows.flatMap((row) => [...row]));
      const shape = { rows: rows.length, width: 2, dimension: 16 };
      const expected = rows
        .map((row, index) => ({ index, distance: hammingDistance(query, row) }))
        .toSorted((a, b) => a.distance - b.distance)
        .slice(0, k);
      expect(rankByHamming(query, { type: "ubinary", data, ...shape }, k)).toEqual(expected);
      expect(rankByHamming(signed(query), { type: "binary", data: signed(data), ...shape }, k)).toEqual(expected);
    }),
  );
});

test("lengths and kinds must agree", () => {
  const candidates = { type: "ubinary", data: new Uint8Array(4), rows: 2, width: 2, dimension: 16 } as const;
  expect(() => hammingDistance(new Uint8Array(2), new Uint8Array(3))).toThrow("The packed vector has 3 bytes; it must have 2.");
  expect(() => rankByHamming(new Uint8Array(1), candidates, 1)).toThrow("The packed vector has 1 bytes; it must have 2.");
  expect(() => rankByHamming(new Int8Array(2), candidates, 1)).toThrow(
    '"packed vectors" is a pair of Int8Array and Uint8Array; it must be two of Uint8Array (ubinary) or two of Int8Array (binary).',
  );
  expect(() => hammingDistance(new Float32Array(2) as unknown as Uint8Array, new Float32Array(2) as unknown as Uint8Array)).toThrow(
    expect.objectContaining({ code: "ARGUMENT_INVALID" }),
  );
  expect(() => rankByHamming(new Uint8Array(2), { ...candidates, rows: 3 }, 1)).toThrow(
    expect.objectContaining({ code: "SHAPE_MISMATCH" }),
  );
  expect(() => rankByHamming(new Uint8Array(2), candidates, 0.5)).toThrow('"k" is 0.5');
});

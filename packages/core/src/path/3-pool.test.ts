import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { modesOf, poolingModes, type PoolingMode } from "../model/settings/pooling.ts";
import { parsePoolingConfig } from "../model/settings/pooling-config.ts";
import { pool } from "./3-pool.ts";

// Two rows of three tokens, width 2; the second row has one real token, and its padding is filled with a number that must not count.
const hidden = {
  data: Float32Array.of(1, 10, 2, 20, 6, 60, 5, 50, 999, 999, 999, 999),
  rows: 2,
  tokens: 3,
  width: 2,
};

test.each([
  ["mean", [3, 30, 5, 50]],
  ["cls", [1, 10, 5, 50]],
  ["last", [6, 60, 5, 50]],
  ["max", [6, 60, 5, 50]],
] as const)("%s pooling counts real tokens only", (pooling, expected) => {
  const { data, rows, width } = pool(hidden, { lengths: [3, 1] }, pooling);
  expect([...data]).toEqual(expected);
  expect({ rows, width }).toEqual({ rows: 2, width: 2 });
});

test("a mean over many tokens is summed in float64", () => {
  const tokens = 20_000;
  const data = new Float32Array(tokens).fill(0.1);
  // The nearest float32 to 0.1; a float32 sum of 20,000 would be off in the fifth digit.
  expect(pool({ data, rows: 1, tokens, width: 1 }, { lengths: [tokens] }, "mean").data[0]).toBe(Math.fround(0.1));
});

test("the largest number is NaN where one is", () => {
  expect(pool({ ...hidden, data: hidden.data.with(2, Number.NaN) }, { lengths: [3, 1] }, "max").data[0]).toBeNaN();
});

/** What the Pooling of Sentence Transformers makes of some hidden states, written down by tools/fixtures/make-poolings.py. */
const fixture = JSON.parse(gunzipSync(readFileSync(new URL("../../fixtures/poolings.json.gz", import.meta.url))).toString()) as {
  readonly width: number;
  readonly tokens: number;
  readonly cases: readonly {
    readonly hidden: readonly (readonly (readonly number[])[])[];
    readonly lengths: readonly number[];
    readonly promptTokens: number;
    readonly pooled: readonly { readonly modes: readonly string[]; readonly vectors: readonly (readonly number[])[] }[];
  }[];
};

test.each(fixture.cases)("Sentence Transformers' poolings, $promptTokens tokens of a prompt left out", (given) => {
  const { width, tokens } = fixture;
  const { lengths } = given;
  const states = { data: Float32Array.from(given.hidden.flat(2)), rows: lengths.length, tokens, width };
  for (const { modes, vectors } of given.pooled) {
    const { pooling } = parsePoolingConfig({ file: "config.json", key: "", value: { pooling_mode: modes } });
    const unpooled = lengths.map(() => given.promptTokens);
    const found = pool(states, { lengths, unpooled }, pooling);
    expect(found.width).toBe(width * modes.length);
    // 5e-6: PyTorch sums a few numbers near 1 in float32.
    for (const [index, number] of vectors.flat().entries()) expect(found.data[index], modes.join()).toBeCloseTo(number, 5);
  }
});

/** One number of a vector, by its definition. */
function plainly(column: readonly number[], first: number, mode: PoolingMode): number {
  const kept = column.slice(first);
  const sum = kept.reduce((total, number) => total + number, 0);
  const places = kept.map((_number, index) => first + index + 1);
  if (mode === "mean") return sum / kept.length;
  if (mode === "mean_sqrt_length") return sum / Math.sqrt(kept.length);
  if (mode === "max") return Math.max(...kept);
  if (mode === "cls") return kept[0] ?? Number.NaN;
  if (mode === "last") return kept.at(-1) ?? Number.NaN;
  const weighted = kept.reduce((total, number, index) => total + number * (places[index] ?? 0), 0);
  return weighted / places.reduce((total, place) => total + place, 0);
}

test("every pooling of any rows is what its definition says, one mode after the other", () => {
  const number = fc.float({ min: -100, max: 100, noNaN: true });
  const row = fc
    .array(fc.tuple(number, number), { minLength: 1, maxLength: 8 })
    .chain((tokens) => fc.record({ tokens: fc.constant(tokens), first: fc.nat(tokens.length - 1) }));
  const modes = fc.array(fc.constantFrom(...poolingModes), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), modes, (given, pooling) => {
      const tokens = Math.max(...given.map((one) => one.tokens.length));
      const padded = given.map((one) => Array.from({ length: tokens }, (_, token) => one.tokens[token] ?? [1e9, -1e9]));
      const states = { data: Float32Array.from(padded.flat(2)), rows: given.length, tokens, width: 2 };
      const lengths = given.map((one) => one.tokens.length);
      const { data, width } = pool(states, { lengths, unpooled: given.map(({ first }) => first) }, pooling);
      for (const [index, one] of given.entries())
        for (const [place, mode] of modesOf(pooling).entries())
          for (const d of [0, 1] as const) {
            const column = one.tokens.map((vector) => vector[d]);
            // 1e-4: float32 rounding of numbers up to 300.
            expect(data[index * width + place * 2 + d]).toBeCloseTo(plainly(column, one.first, mode), 4);
          }
    }),
  );
});

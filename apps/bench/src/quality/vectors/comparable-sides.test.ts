import { cosineSimilarity, packUbinary, rankByHamming, type Matrix } from "@nestvec/core/vectors";
import { assert, double, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { beginCourse } from "./course.ts";
import { openAllProducts } from "./all-products.ts";
import { bytesOf, comparableSides } from "./comparable-sides.ts";
import { nearestRows } from "./nearest-rows.ts";
import { rowProducts } from "./row-products.ts";

const seeds = integer({ min: 1, max: 1_000_000 });

/** Numbers from -1 to 1 that follow from a seed, by Lehmer's generator. */
function matrix(rows: number, width: number, seed: number): Matrix {
  let state = seed;
  const draw = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return (2 * state) / 2_147_483_647 - 1;
  };
  return { data: Float32Array.from({ length: rows * width }, draw), rows, width };
}

const row = ({ data, width }: Matrix, index: number): Float32Array => data.subarray(index * width, (index + 1) * width);

test("as float32, products are the cosines of what is left of the full vectors", () => {
  assert(
    property(seeds, integer({ min: 1, max: 20 }), (seed, dimension) => {
      const full = { queries: matrix(7, 20, seed), stored: matrix(7, 20, seed + 1) };
      const products = rowProducts(comparableSides(full, dimension, "float32"));
      for (const [index, product] of products.entries()) {
        const cosine = cosineSimilarity(row(full.queries, index).slice(0, dimension), row(full.stored, index).slice(0, dimension));
        // Two roundings of unit vectors to float32, in each of up to 20 products.
        expect(Math.abs(product - cosine)).toBeLessThan(1e-6);
      }
    }),
  );
});

test("as int8, what is stored is the direction of its codes, by the ranges of this cut; queries are as in float32", () => {
  const full = { queries: matrix(5, 24, 3), stored: matrix(50, 24, 4) };
  const exact = comparableSides(full, 16, "float32");
  const coded = comparableSides(full, 16, "int8");
  expect(coded.queries).toEqual(exact.queries);
  expect(coded.stored).not.toEqual(exact.stored);
  for (let index = 0; index < 50; index++) {
    // Off by half a step a number at most, of ranges not wider than 2.
    expect(cosineSimilarity(row(coded.stored, index), row(exact.stored, index))).toBeGreaterThan(1 - 16 * (1 / 255) ** 2);
  }
});

test("as binary, the nearest rows are those of the least Hamming distance, of equal ones the first", async () => {
  const products = await openAllProducts(1);
  for (const dimension of [1, 7, 8, 13, 32]) {
    const full = { queries: matrix(9, 32, dimension), stored: matrix(60, 32, dimension + 1) };
    const { rows, depth } = await nearestRows(comparableSides(full, dimension, "binary"), 20, products, beginCourse({}));
    const [queries, stored] = [
      packUbinary(comparableSides(full, dimension, "float32").queries),
      packUbinary(comparableSides(full, dimension, "float32").stored),
    ];
    for (let query = 0; query < 9; query++) {
      const bits = queries.data.subarray(query * queries.width, (query + 1) * queries.width);
      expect([...rows.subarray(query * depth, (query + 1) * depth)]).toEqual(rankByHamming(bits, stored, 20).map(({ index }) => index));
    }
  }
  await products.dispose();
});

test("full vectors stay as they are", () => {
  assert(
    property(double({ min: -1, max: 1, noNaN: true }), (number) => {
      const full = {
        queries: { data: Float32Array.of(number, 1), rows: 1, width: 2 },
        stored: { data: Float32Array.of(1, number), rows: 1, width: 2 },
      };
      for (const type of ["float32", "int8", "binary"] as const) comparableSides(full, 2, type);
      expect(full.queries.data).toEqual(Float32Array.of(number, 1));
      expect(full.stored.data).toEqual(Float32Array.of(1, number));
    }),
  );
});

test("bytes of a stored vector", () => {
  expect([bytesOf("float32", 20), bytesOf("int8", 20), bytesOf("binary", 20)]).toEqual([80, 20, 3]);
});

import { rankByCosine } from "@nestvec/core/vectors";
import { afterAll, beforeAll, expect, test } from "vitest";
import { beginCourse } from "./course.ts";
import { openAllProducts, type AllProducts } from "./all-products.ts";
import { nearestRows } from "./nearest-rows.ts";

let products: AllProducts;
beforeAll(async () => {
  products = await openAllProducts(1);
});
afterAll(() => products.dispose());

/** Unit vectors of two numbers, by their angles in degrees. */
const at = (...degrees: number[]) => ({
  data: Float32Array.from(degrees.flatMap((degree) => [Math.cos((degree * Math.PI) / 180), Math.sin((degree * Math.PI) / 180)])),
  rows: degrees.length,
  width: 2,
});

test("the nearest of the stored rows, nearest first; all where there are fewer", async () => {
  const sides = { queries: at(0, 100), stored: at(90, 10, -5, 180) };
  expect(await nearestRows(sides, 2, products, beginCourse({}))).toEqual({ rows: Uint32Array.of(2, 1, 0, 3), depth: 2 });
  const all = await nearestRows(sides, 9, products, beginCourse({}));
  expect(all).toEqual({ rows: Uint32Array.of(2, 1, 0, 3, 0, 3, 1, 2), depth: 4 });
});

test("many tiles give what going through the rows one at a time does", async () => {
  // 2^21 products are made at once: 60 of these 100 queries.
  const stored = at(...Array.from({ length: 34_000 }, (_, index) => (index * 7919) / 1000));
  const queries = at(...Array.from({ length: 100 }, (_, index) => index * 3.7 + 0.001));
  const { rows, depth } = await nearestRows({ queries, stored }, 1, products, beginCourse({}));
  for (let query = 0; query < queries.rows; query++) {
    const [best] = rankByCosine(queries.data.subarray(2 * query, 2 * query + 2), stored, 1);
    const found = rows[query * depth]!;
    const [x, y, u, v] = [...queries.data.subarray(2 * query, 2 * query + 2), ...stored.data.subarray(2 * found, 2 * found + 2)] as [
      number,
      number,
      number,
      number,
    ];
    // Several may be the nearest but for rounding in float32.
    expect(Math.abs(x * u + y * v - best!.score)).toBeLessThan(1e-6);
  }
});

test("an abort ends it between two tiles", async () => {
  const stop = new AbortController();
  const course = beginCourse({ signal: stop.signal });
  stop.abort(new Error("Ctrl-C"));
  await expect(nearestRows({ queries: at(1), stored: at(2) }, 1, products, course)).rejects.toMatchObject({
    code: "ABORTED",
    cause: { message: "Ctrl-C" },
  });
  expect(() => beginCourse({ signal: stop.signal })).toThrow(expect.objectContaining({ code: "ABORTED" }));
});

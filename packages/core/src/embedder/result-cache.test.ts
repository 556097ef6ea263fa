import fc from "fast-check";
import { expect, test } from "vitest";
import { resultCache } from "./result-cache.ts";

const known = (vector: Float32Array) => ({ vector, tokens: 1, truncated: false, space: "s" });

test("a cache never holds more bytes than it may, and gives what was put in or nothing", () => {
  const step = fc.record({ key: fc.constantFrom("a", "b", "c", "d", "e"), numbers: fc.integer({ min: 1, max: 100 }), put: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 1500 }), (steps, most) => {
      const cache = resultCache(most);
      const last = new Map<string, number>();
      for (const { key, numbers, put } of steps) {
        if (put) {
          cache.set(key, known(new Float32Array(numbers).fill(numbers)));
          last.set(key, numbers);
        } else {
          const vector = cache.get(key)?.vector;
          if (vector !== undefined) expect([...vector]).toEqual(Array.from({ length: last.get(key)! }, () => last.get(key)!));
        }
        expect(cache.bytes).toBeLessThanOrEqual(most);
        expect(cache.bytes).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test("what was not asked for longest goes first, and a copy is kept", () => {
  const cache = resultCache(2 * (4 + 256));
  const vector = Float32Array.of(1);
  cache.set("a", known(vector));
  vector[0] = 2;
  cache.set("b", known(vector));
  expect(cache.get("a")?.vector).toEqual(Float32Array.of(1));
  cache.set("c", known(vector));
  expect([cache.get("a"), cache.get("b"), cache.get("c")].map((found) => found !== undefined)).toEqual([true, false, true]);
});

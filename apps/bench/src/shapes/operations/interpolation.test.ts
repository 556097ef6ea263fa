import fc from "fast-check";
import { expect, test } from "vitest";
import { interpolation } from "./interpolation.ts";

const whole = (max: number) => fc.integer({ min: 0, max });
/** rows · (a + b · tokens + c · tokens²) + the same for all rows. */
const polynomials = fc.tuple(whole(1e6), whole(1e8), whole(1e5), whole(1e4), whole(1e4), whole(100));

test("six counts give the count of every other shape, to the last operation", () => {
  fc.assert(
    fc.property(polynomials, fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 2048 }), ([a, b, c, d, e, f], rows, tokens) => {
      const count = (at: { rows: number; tokens: number }) =>
        at.rows * (a + b * at.tokens + c * at.tokens ** 2) + d + e * at.tokens + f * at.tokens ** 2;
      const counts = [1, 2].flatMap((r) => [16, 48, 96].map((t) => ({ rows: r, tokens: t, count: count({ rows: r, tokens: t }) })));
      expect(interpolation(counts)({ rows, tokens })).toBe(count({ rows, tokens }));
    }),
  );
});

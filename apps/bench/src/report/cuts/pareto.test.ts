import fc from "fast-check";
import { expect, test } from "vitest";
import { paretoFront } from "./pareto.ts";

const cuts = fc.array(fc.record({ cost: fc.integer({ min: 1, max: 9 }), worth: fc.integer({ min: 0, max: 9 }) }), { maxLength: 30 });

test("no cut of the front is beaten, and every other is", () => {
  fc.assert(
    fc.property(cuts, (all) => {
      const front = paretoFront(all);
      const beats = (left: (typeof all)[0], right: (typeof all)[0]): boolean =>
        left.cost <= right.cost && left.worth >= right.worth && (left.cost < right.cost || left.worth > right.worth);
      for (const cut of front) expect(all.some((other) => beats(other, cut))).toBe(false);
      for (const cut of all) {
        const isEqual = front.some(({ cost, worth }) => cost === cut.cost && worth === cut.worth);
        expect(isEqual || front.some((other) => beats(other, cut))).toBe(true);
      }
    }),
  );
});

test("the front rises, cheapest first", () => {
  const all = [
    { cost: 3, worth: 80 },
    { cost: 1, worth: 70 },
    { cost: 2, worth: 69 },
    { cost: 3, worth: 82 },
  ];
  expect(paretoFront(all)).toEqual([all[1], all[3]]);
});

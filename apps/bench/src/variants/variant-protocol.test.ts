import fc from "fast-check";
import { expect, test } from "vitest";
import { packVectors, unpackVectors } from "./variant-protocol.ts";

test("vectors come out of a pack as they went in", () => {
  const rows = fc.integer({ min: 1, max: 8 }).chain((width) => {
    const vector = fc.float32Array({ minLength: width, maxLength: width });
    return fc.array(vector, { maxLength: 6 });
  });
  fc.assert(
    fc.property(rows, (vectors) => {
      expect(unpackVectors(packVectors(vectors))).toEqual(vectors);
    }),
  );
});

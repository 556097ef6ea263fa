import { expect, test } from "vitest";
import { demoCuts } from "./demo-cuts.ts";

const exits = (...layers: readonly number[]) => layers.map((layer) => ({ layer, graph: "", space: "" }));

test("cuts go from the fullest to the cheapest", () => {
  expect(demoCuts({ exits: exits(2, 3, 4, 6), dimensions: [384, 256, 128, 64, 32], width: 384 })).toEqual([
    { layer: 6, dimension: 384 },
    { layer: 6, dimension: 64 },
    { layer: 4, dimension: 128 },
    { layer: 3, dimension: 64 },
    { layer: 2, dimension: 32 },
  ]);
});

test("a model with one exit and no list of dimensions has one cut", () => {
  expect(demoCuts({ exits: exits(12), dimensions: undefined, width: 768 })).toEqual([{ layer: 12, dimension: 768 }]);
});

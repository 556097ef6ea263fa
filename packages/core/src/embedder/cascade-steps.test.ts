import { expect, test } from "vitest";
import { messageOf } from "../errors/any-error.ts";
import type { ModelInfo } from "../model/info/model-info.ts";
import type { SearchOptions } from "./calls.ts";
import { checkedSteps } from "./cascade-steps.ts";

const exits = [6, 11, 22].map((layer) => ({ layer, graph: "", space: "s" }));
const info = { exits, missingLayers: [], dimensions: [768, 64], width: 768 } as unknown as ModelInfo;

const problemOf = (options: unknown): string => {
  try {
    checkedSteps(info, 10, options as SearchOptions);
    return "";
  } catch (error) {
    return messageOf(error);
  }
};

test.each([
  [0.2, 1000, 200],
  [0.2, 3, 1],
  [0.07, 100, 7],
  [0.5, 0, 0],
  [2, 1000, 2],
  [200, 50, 50],
])("a step that keeps %d of %d candidates keeps %d", (keep, candidates, kept) => {
  const [first, last] = checkedSteps(info, 10, { cascade: [{ layer: 6, dimension: 64, keep }, { layer: 22 }] });
  expect(first).toMatchObject({ layer: 6, dimension: 64 });
  expect(first?.keptOf(candidates)).toBe(kept);
  expect(last).toMatchObject({ layer: 22, dimension: 768 });
  expect(last?.keptOf(candidates)).toBe(10);
});

test.each<[unknown, string]>([
  [{ cascade: [] }, `"cascade" is an empty list; it must be a list of steps, such as [{ layer: 6, keep: 0.2 }, { layer: 22 }].`],
  [{ cascade: { layer: 6 } }, `"cascade" is an object`],
  [{ cascade: [{ layer: 6 }, { layer: 22 }] }, `"cascade[0].keep" is missing`],
  [
    { cascade: [{ layer: 6, keep: 1 }, { layer: 22 }] },
    `a share of the candidates between 0 and 1, such as 0.2, or a number of them from 2`,
  ],
  [{ cascade: [{ layer: 6, keep: 0 }, { layer: 22 }] }, `"cascade[0].keep" is 0`],
  [{ cascade: [{ layer: 6, keep: 2.5 }, { layer: 22 }] }, `"cascade[0].keep" is 2.5`],
  [{ cascade: [{ layer: 6, keep: Number.NaN }, { layer: 22 }] }, `"cascade[0].keep" is NaN`],
  [
    {
      cascade: [
        { layer: 6, keep: 0.2 },
        { layer: 22, keep: 5 },
      ],
    },
    `left out in the last step: topK says how many are returned`,
  ],
  [
    { cascade: [{ layer: 6, keep: 0.2 }, { layer: 6 }] },
    `"cascade[1].layer" is 6; it must be a deeper layer than 6, that of the step before.`,
  ],
  [{ cascade: [{ keep: 0.2 }, { layer: 6 }] }, `"cascade[0].layer" is missing`],
  [{ cascade: [{ layer: 7, keep: 0.2 }, { layer: 22 }] }, "has no layer 7"],
  [{ cascade: [{ layer: 6, dimension: 65, keep: 0.2 }, { layer: 22 }] }, "no dimension 65"],
  [{ cascade: [{ layer: 6, dimensions: 64, keep: 0.2 }, { layer: 22 }] }, `"cascade[0].dimension", or left out`],
  [{ cascade: [null] }, `"cascade[0]" is null`],
  [{ cascade: [{ layer: 22 }], layer: 6 }, `"layer" is 6; it must be left out beside a cascade, whose steps say it.`],
  [{ cascade: [{ layer: 22 }], dimension: 64 }, `"dimension" is 64`],
  [{ cascade: [{ layer: 22 }], candidateLayer: 6 }, `"candidateLayer" is 6`],
])("%j is refused", (options, message) => {
  expect(problemOf(options)).toContain(message);
});

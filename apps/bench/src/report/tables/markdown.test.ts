import { expect, test } from "vitest";
import { bound } from "./findings.ts";
import { markdownOf } from "./markdown.ts";

test("tables, bounds and notes as Markdown", () => {
  const columns = [{ title: "variant" }, { title: "ms", digits: 1 }, { title: "difference", digits: 3 }];
  const rows = [
    ["first", 1234.56, 1.26e-7],
    ["second", 2, Number.NaN],
  ];
  const text = markdownOf({ tables: [{ columns, rows }], bounds: [bound("p99 ms", 5.5, "at most", 10)], notes: ["a note"] });
  expect(text).toBe(`| variant |      ms | difference |
| :------ | ------: | ---------: |
| first   | 1,234.6 |     1.3e-7 |
| second  |       2 |            |

- p99 ms ≤ 10: 5.5, **met**
- a note
`);
});

test("without tables there is no gap", () => {
  expect(markdownOf({ tables: [], bounds: [], notes: ["only"] })).toBe("- only\n");
});

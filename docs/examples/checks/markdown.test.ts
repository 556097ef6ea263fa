import { expect, test } from "vitest";
import { anchors, codeBlocks, linkTargets } from "./markdown.ts";

test("a block of code has the example that is named right before it", () => {
  const markdown = ["<!-- example: a.ts -->", "", "```ts", "one();", "```", "", "words", "", "```ts", "two();", "```"].join("\n");
  expect(codeBlocks(markdown)).toEqual([
    { language: "ts", text: "one();", example: "a.ts" },
    { language: "ts", text: "two();", example: undefined },
  ]);
});

test("links are found in text and tables, but not in code", () => {
  const markdown = "[a](one.md#x) `[b](two.md)`\n\n| [c](three.md) |\n|---|\n| ![d](four.png) |\n\n```md\n[e](five.md)\n```\n";
  expect(linkTargets(markdown)).toEqual(["one.md#x", "three.md", "four.png"]);
});

test("anchors are GitHub's", () => {
  const markdown = "# Node's `loadModel(x)`, twice\n\n## MODEL_NOT_FOUND\n\n## A *b* – c\n\n## A *b* – c\n";
  expect([...anchors(markdown)]).toEqual(["nodes-loadmodelx-twice", "model_not_found", "a-b--c", "a-b--c-1"]);
});

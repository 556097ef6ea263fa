import { expect, test } from "vitest";
import { formatLink, parseLink } from "./link-text.ts";

test("what a link carries is read back, whatever the texts hold", () => {
  const state = { layer: 3, dimension: 64, stored: 4, sentences: ["a & b = c", "naïve #1 🪆", "100 %\n+ more"], query: "what? & why" };
  expect(parseLink(formatLink(state))).toEqual(state);
  const cut = { layer: 2, dimension: 128, stored: 0, sentences: undefined, query: undefined };
  expect(formatLink(cut)).toBe("#layer=2&dimension=128");
  expect(parseLink(formatLink(cut))).toEqual({ ...cut, stored: undefined });
});

test.each(["", "#", "#layer=x&dimension=-1&stored=1e9&text=&text=%20", "#%", "#__proto__=1&layer=1.5"])(
  "of %j nothing is taken",
  (hash) => {
    expect(Object.values(parseLink(hash)).filter((value) => value !== undefined)).toEqual([]);
  },
);

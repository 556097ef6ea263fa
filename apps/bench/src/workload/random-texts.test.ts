import { randomLcg } from "d3-random";
import { expect, test } from "vitest";
import { randomIds, randomText } from "./random-texts.ts";

test("ids are of the vocabulary, and none is a low one that may be special", () => {
  const ids = randomIds(5000, 30, randomLcg(1));
  expect(ids).toHaveLength(5000);
  expect(new Set(ids)).toEqual(new Set(Array.from({ length: 25 }, (_, place) => place + 5)));
  expect([...randomIds(3, 2, randomLcg(1))], "a vocabulary of hardly anything").toEqual([1, 1, 1]);
});

test("texts have their words, and differ", () => {
  const random = randomLcg(1);
  const texts = Array.from({ length: 20 }, () => randomText(12, random));
  expect(texts.every((text) => /^\w+( \w+){11}$/.test(text))).toBe(true);
  expect(new Set(texts).size).toBe(20);
});

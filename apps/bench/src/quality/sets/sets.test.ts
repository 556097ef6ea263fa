import type { Matrix } from "@nestvec/core/vectors";
import { afterAll, beforeAll, expect, test } from "vitest";
import { beginCourse } from "../vectors/course.ts";
import { openAllProducts, type AllProducts } from "../vectors/all-products.ts";
import type { Sides } from "../vectors/comparable-sides.ts";
import { answeredSet } from "./answered-set.ts";
import { labelledSet } from "./labelled-set.ts";
import type { QualitySet } from "./quality-set.ts";
import { scoredSet } from "./scored-set.ts";

let products: AllProducts;
beforeAll(async () => {
  products = await openAllProducts(1);
});
afterAll(() => products.dispose());

/** Unit vectors of two numbers, by their angles in degrees. */
function at(...degrees: number[]): Matrix {
  const radians = degrees.map((degree) => (degree * Math.PI) / 180);
  return { data: Float32Array.from(radians.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])), rows: degrees.length, width: 2 };
}

/** A set's figures by name. */
async function figuresOf(set: QualitySet, sides: Sides, fullCut?: Sides): Promise<Record<string, number>> {
  const judge = await set.judge({ products, course: beginCourse({}) }, fullCut);
  const figures = await judge(sides);
  return Object.fromEntries(set.figures.map(({ name }, place) => [name, figures[place]!]));
}

const rounded = (figures: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, Number(figure.toFixed(6))]));

test("scored pairs: 100 × Spearman of cosine and score", async () => {
  const scores = [5, 4, 1, 2];
  const set = scoredSet(
    "a set",
    { name: "it", what: "" },
    scores.map((score, index) => ({ left: `left ${index}`, right: `right ${index}`, score })),
  );
  expect(set.queries).toEqual(["left 0", "left 1", "left 2", "left 3"]);
  expect(set.stored[3]).toBe("right 3");
  // The angles put them in the order 5, 4, 2, 1: one pair of neighbours apart from that of a perfect order.
  expect(rounded(await figuresOf(set, { queries: at(0, 0, 0, 0), stored: at(1, 2, 9, 8) }))).toEqual({ it: 100 });
  expect(rounded(await figuresOf(set, { queries: at(0, 0, 0, 0), stored: at(1, 2, 8, 9) }))).toEqual({ it: 80 });
});

const train = ["a", "a", "b", "b", "b", "c", "c"].map((label, index) => ({ text: `train ${index}`, label }));
const tested = ["a", "b", "c"].map((label, index) => ({ text: `test ${index}`, label }));

test("labelled questions: the nearest, the vote of five, and what the full cut finds", async () => {
  const set = labelledSet("s", "Set", { train, test: tested });
  expect(set.figures.map(({ name }) => name)).toEqual(["s_nearest_accuracy", "s_5_nearest_accuracy", "s_recall_at_1"]);
  const stored = at(0, 40, 3, 10, 20, 100, 120);
  // At 1: a is nearest, b has 3 of the 5 nearest. At 9: b. At 105: c, c, then a, b, b: c is nearest of the two that have 2.
  const full = { queries: at(1, 9, 105), stored };
  expect(rounded(await figuresOf(set, full, full))).toEqual({
    s_nearest_accuracy: 100,
    s_5_nearest_accuracy: 66.666667,
    s_recall_at_1: 100,
  });
  // The first question's nearest is another one now, of label b.
  const cut = { queries: at(4, 9, 105), stored };
  expect(rounded(await figuresOf(set, cut, full))).toEqual({
    s_nearest_accuracy: 66.666667,
    s_5_nearest_accuracy: 66.666667,
    s_recall_at_1: 66.666667,
  });
});

test("recall is of as many as are listed, and only of lists that are shorter than all there is", async () => {
  const many = Array.from({ length: 40 }, (_, index) => ({ text: `train ${index}`, label: "a" }));
  const set = labelledSet("s", "Set", { train: many, test: [{ text: "a question", label: "a" }] });
  expect(set.figures.map(({ name }) => name).slice(2)).toEqual(["s_recall_at_1", "s_recall_at_10"]);
  const stored = at(...many.map((_, index) => index));
  // The ten nearest to 0 are those at 0 … 9; to 9.4 those at 5 … 14: five of them are common.
  const figures = await figuresOf(set, { queries: at(9.4), stored }, { queries: at(0), stored });
  expect(rounded(figures)).toMatchObject({ s_recall_at_1: 0, s_recall_at_10: 50 });
});

test("queries with answers: a query that stands on several lines has several right ones", async () => {
  const set = answeredSet("pairs", "own.tsv", [
    { query: "q", answer: "one" },
    { query: "r", answer: "two" },
    { query: "q", answer: "three" },
    { query: "s", answer: "one" },
  ]);
  expect(set.queries).toEqual(["q", "r", "s"]);
  expect(set.stored).toEqual(["one", "two", "three"]);
  // q is nearest to its second answer, r to one that is not its own, s to its own.
  const figures = await figuresOf(set, { queries: at(50, 2, 1), stored: at(0, 20, 45) });
  expect(rounded(figures)).toEqual({ pairs_accuracy: 66.666667, pairs_recall_at_10: 100 });
});

test("of more than ten answers, recall counts those among the ten nearest", async () => {
  const pairs = Array.from({ length: 12 }, (_, index) => ({ query: index === 11 ? "q" : "p", answer: `answer ${index}` }));
  const set = answeredSet("pairs", "own.tsv", pairs);
  // For p, at 0, ten of its eleven are in the list; for q, at 0 too, its own comes last.
  const figures = await figuresOf(set, { queries: at(0, 0), stored: at(...pairs.map((_, index) => index)) });
  expect(rounded(figures)).toEqual({ pairs_accuracy: 50, pairs_recall_at_10: 45.454545 });
});

test("a limit asks some of the queries, of all that is stored", () => {
  const set = labelledSet("s", "Set", { train, test: tested }, 2);
  expect([set.queries.length, set.stored.length, set.sampledFrom]).toEqual([2, 7, 3]);
  expect(labelledSet("s", "Set", { train, test: tested }, 3).sampledFrom).toBeUndefined();
});

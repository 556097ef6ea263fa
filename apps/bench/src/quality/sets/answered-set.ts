import type { AnsweredQuery } from "../data/pairs.ts";
import { nearestRows } from "../vectors/nearest-rows.ts";
import type { QualitySet } from "./quality-set.ts";
import { sampleEvenly, sampling } from "./sample-evenly.ts";

/** Answers that a query is given. */
const listLength = 10;

/** Queries and their right answers: whether the nearest of all answers is right, and how many right ones are among the nearest. */
export function answeredSet(name: string, title: string, pairs: readonly AnsweredQuery[], limit?: number): QualitySet {
  const answers = [...new Set(pairs.map(({ answer }) => answer))];
  const rowOf = new Map(answers.map((answer, row) => [answer, row]));
  const rightRows = new Map<string, Set<number>>();
  for (const { query, answer } of pairs) {
    const rows = rightRows.get(query) ?? new Set();
    rightRows.set(query, rows.add(rowOf.get(answer) ?? -1));
  }
  const asked = sampleEvenly([...rightRows], limit);
  return {
    title,
    queries: asked.map(([query]) => query),
    stored: answers,
    ...sampling(asked.length, rightRows.size),
    figures: [
      { name: `${name}_accuracy`, what: `% of the queries in ${title} whose nearest answer, of all in the file, is a right one` },
      {
        name: `${name}_recall_at_${listLength}`,
        what: `% of the right answers in ${title} that are among the ${listLength} nearest to their query`,
      },
    ],
    comparesWithFullCut: false,
    judge:
      async ({ products, course }) =>
      async (sides) => {
        const { rows, depth } = await nearestRows(sides, listLength, products, course);
        let rightFirst = 0;
        let recalled = 0;
        for (const [query, [, right]] of asked.entries()) {
          const found = rows.subarray(query * depth, (query + 1) * depth);
          rightFirst += Number(right.has(found[0] ?? -1));
          recalled += found.reduce((count, row) => count + Number(right.has(row)), 0) / right.size;
        }
        return [(100 * rightFirst) / asked.length, (100 * recalled) / asked.length];
      },
  };
}

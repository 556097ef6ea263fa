import type { LabelledTexts } from "../data/banking77.ts";
import { nearestRows, type NearestRows } from "../vectors/nearest-rows.ts";
import type { QualitySet } from "./quality-set.ts";
import { sampleEvenly, sampling } from "./sample-evenly.ts";

/** Neighbours that vote. */
const voters = 5;
/** Lengths of the lists that are compared with those of the full cut. */
const listLengths = [1, 10, 100];

/**
 * Questions with intents: how often the nearest training questions tell a test question's intent, and how many of the nearest by the full
 * cut a cut finds, which asks for no labels: what is lost by cutting.
 */
export function labelledSet(name: string, title: string, { train, test }: LabelledTexts, limit?: number): QualitySet {
  const questions = sampleEvenly(test, limit);
  // Where all are listed, all are found.
  const lengths = listLengths.filter((length) => length < train.length);
  const depth = Math.max(voters, ...lengths);
  const labelOf = (row: number): string => train[row]?.label ?? "";
  return {
    title,
    queries: questions.map(({ text }) => text),
    stored: train.map(({ text }) => text),
    ...sampling(questions.length, test.length),
    figures: [
      { name: `${name}_nearest_accuracy`, what: `% of ${title}'s test questions whose nearest training question has the same intent` },
      {
        name: `${name}_${voters}_nearest_accuracy`,
        what: `% of ${title}'s test questions whose intent most of the ${voters} nearest training questions have, the nearest deciding a tie`,
      },
      ...lengths.map((length) => ({
        name: `${name}_recall_at_${length}`,
        what: `% of the ${length === 1 ? "training question" : `${length} training questions`} nearest to a test question of ${title} by the full cut that are in a cut's own ${length}`,
      })),
    ],
    comparesWithFullCut: true,
    async judge({ products, course }, fullCut) {
      const full = fullCut === undefined ? undefined : await nearestRows(fullCut, depth, products, course);
      return async (sides) => {
        const nearest = await nearestRows(sides, depth, products, course);
        const right = (count: number): number =>
          share(questions.map(({ label }, query) => Number(voted(labelsOf(nearest, query, count, labelOf)) === label)));
        const found = (length: number): number =>
          full === undefined ? 0 : share(questions.map((_, query) => commonShare(nearest, full, query, length)));
        return [right(1), right(voters), ...lengths.map(found)];
      };
    },
  };
}

const rowsOf = ({ rows, depth }: NearestRows, query: number, count: number): Uint32Array =>
  rows.subarray(query * depth, query * depth + Math.min(count, depth));

const labelsOf = (nearest: NearestRows, query: number, count: number, labelOf: (row: number) => string): string[] =>
  Array.from(rowsOf(nearest, query, count), labelOf);

/** The label that most have; of several, the one whose first bearer is nearest, since a map keeps the order of its keys. */
function voted(labels: readonly string[]): string | undefined {
  const votes = new Map<string, number>();
  for (const label of labels) votes.set(label, (votes.get(label) ?? 0) + 1);
  const most = Math.max(...votes.values());
  return [...votes].find(([, count]) => count === most)?.[0];
}

/** The part of one list that is in the other, too. */
function commonShare(nearest: NearestRows, full: NearestRows, query: number, length: number): number {
  const wanted = new Set(rowsOf(full, query, length));
  let found = 0;
  for (const row of rowsOf(nearest, query, length)) if (wanted.has(row)) found += 1;
  return found / length;
}

/** The mean, in percent. */
const share = (parts: readonly number[]): number => (100 * parts.reduce((sum, part) => sum + part, 0)) / parts.length;

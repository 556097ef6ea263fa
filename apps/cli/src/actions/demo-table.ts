import { type Column, styleTitles, textTable } from "../output/text-table.ts";
import { type Pair, pairs, sentences } from "./demo-sentences.ts";
import type { CutResult } from "./demo-cuts.ts";

const firstUnrelated = pairs.findIndex(({ related }) => !related);

/** The demonstration's one table: a row a pair, a column a cut, and below what each cut costs. It fits 80 columns. */
export function demoTable(results: readonly CutResult[]): string {
  return textTable(
    [{ title: "layer\ndimension" }, ...results.map(columnOf)],
    [
      ...pairs.map((pair, place) => rowOf(pair, place, results)),
      ["\ntokens of all sentences", ...results.map(({ tokens }) => `\n${tokens}`)],
      ["milliseconds for all sentences", ...results.map(({ milliseconds }) => milliseconds.toFixed(1))],
      ["bytes stored for each vector", ...results.map(({ dimension }) => String(dimension * Float32Array.BYTES_PER_ELEMENT))],
    ],
    { title: styleTitles(process.stdout) },
  );
}

/** In how many cuts every related pair is above every unrelated one, as a sentence. */
export function demoVerdict(results: readonly CutResult[]): string {
  const parted = results.filter(({ similarities }) => {
    const related = similarities.slice(0, firstUnrelated);
    const unrelated = similarities.slice(firstUnrelated);
    return Math.min(...related) > Math.max(...unrelated);
  });
  if (parted.length === results.length) return "At every cut, every related pair is above every unrelated pair.";
  return `Every related pair is above every unrelated pair at ${parted.length} of ${results.length} cuts.`;
}

function columnOf({ layer, dimension }: CutResult): Column {
  return { title: `${layer}\n${dimension}`, align: "right" };
}

function rowOf({ left, right }: Pair, place: number, results: readonly CutResult[]): readonly string[] {
  const group = place === 0 ? ["Related"] : place === firstUnrelated ? ["", "Unrelated"] : [];
  const above = [...group, sentences[left]].map(() => "\n").join("");
  return [
    [...group, sentences[left], sentences[right]].join("\n"),
    ...results.map(({ similarities }) => `${above}${similarities[place]?.toFixed(2)}`),
  ];
}

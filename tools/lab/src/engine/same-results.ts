import { bound, largestDifference, logNormalLengths, mixed, randomIds, summarize } from "@nestvec/bench/measuring";
import { randomInt, randomLcg } from "d3-random";
import { shuffle } from "simple-statistics";
import type { Benchmark } from "./benchmark.ts";
import { loadSetting, type OpenSetting } from "./load-setting.ts";

const sizes = { full: { texts: 500, orders: 20 }, quick: { texts: 100, orders: 5 }, tiny: { texts: 12, orders: 2 } } as const;

/** Whether a vector depends on what it was computed with. */
export const sameResults: Benchmark = {
  name: "same-results",
  title: "Vectors against those computed alone",
  async run(setting) {
    const { texts: count, orders } = sizes[setting.scale];
    const random = randomLcg(7);
    const lengths = logNormalLengths(count, mixed(setting.cut), random);
    const texts = lengths.map((length) => randomIds(length, setting.vocabularySize, random));
    await using open = await loadSetting(setting);
    const until = performance.now() + setting.seconds * 1000;
    const alone: Float32Array[] = [];
    for (const text of texts) alone.push(...(await open.embed([text])).vectors);
    const differences: number[] = [];
    while (differences.length < orders && (differences.length === 0 || performance.now() < until)) {
      differences.push(await differenceInOrder(open, texts, alone, random));
    }
    const { most, median } = summarize(differences);
    return {
      tables: [
        {
          columns: [
            { title: "texts", digits: 0 },
            { title: "orders and splits", digits: 0 },
            { title: "largest difference", digits: 3 },
            { title: "median of the orders' largest", digits: 3 },
          ],
          rows: [[count, differences.length, most, median]],
        },
      ],
      bounds: [bound("largest difference from the vector computed alone", most, "at most", 1e-6, differences.length >= orders)],
      notes: ["each order is split into calls of 1 to 64 texts, sent at the same time, in both lanes"],
    };
  },
};

async function differenceInOrder(
  open: OpenSetting,
  texts: readonly Int32Array[],
  alone: readonly Float32Array[],
  random: () => number,
): Promise<number> {
  const order = shuffle([...texts.keys()], random);
  const calls: Promise<number>[] = [];
  for (let start = 0; start < order.length;) {
    const end = start + randomInt.source(random)(1, 65)();
    const places = order.slice(start, end);
    const lane = random() < 0.5 ? "interactive" : "bulk";
    const call = open.embed(pick(texts, places), { lane });
    calls.push(call.then(({ vectors }) => largestDifference(vectors, pick(alone, places))));
    start = end;
  }
  return Math.max(...(await Promise.all(calls)));
}

const pick = <T>(values: readonly T[], places: readonly number[]): readonly T[] =>
  places.flatMap((place) => {
    const value = values[place];
    return value === undefined ? [] : [value];
  });

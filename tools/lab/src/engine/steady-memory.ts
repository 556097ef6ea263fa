import { bound, type Findings, logNormalLengths, mostlyShort, randomIds, summarize } from "@nestvec/bench/measuring";
import { randomInt, randomLcg } from "d3-random";
import type { Benchmark } from "./benchmark.ts";
import { loadSetting } from "./load-setting.ts";
import { trend } from "./trend.ts";

const sizes = { full: { calls: 10_000 }, quick: { calls: 1_000 }, tiny: { calls: 40 } } as const;
const callers = 4;
const samples = 200;

/** Memory over many calls of all shapes. */
export const steadyMemory: Benchmark = {
  name: "steady-memory",
  title: "Resident memory over calls of random shapes",
  async run(setting) {
    const { calls } = sizes[setting.scale];
    const random = randomLcg(6);
    await using open = await loadSetting(setting);
    const until = performance.now() + setting.seconds * 1000;
    const megabytes: number[] = [];
    const every = Math.max(1, Math.floor(calls / samples));
    let done = 0;
    let begun = 0;

    async function caller(): Promise<void> {
      while (begun < calls && (begun < 8 * every || performance.now() < until)) {
        begun += 1;
        const lengths = logNormalLengths(randomInt.source(random)(1, 4)(), mostlyShort(setting.cut), random);
        await open.embed(lengths.map((length) => randomIds(length, setting.vocabularySize, random)));
        done += 1;
        if (done % every === 0) megabytes.push(process.memoryUsage.rss() / 1e6);
      }
    }
    await Promise.all(Array.from({ length: callers }, caller));
    return findingsOf(megabytes, { calls, done, every });
  },
};

function findingsOf(megabytes: readonly number[], { calls, done, every }: { calls: number; done: number; every: number }): Findings {
  const { lastOverThird, slope } = trend(megabytes);
  const quarters = [0, 1, 2, 3].map((quarter) =>
    summarize(megabytes.slice(Math.floor((quarter * megabytes.length) / 4), Math.floor(((quarter + 1) * megabytes.length) / 4))),
  );
  return {
    tables: [
      {
        columns: [
          { title: "quarter of the calls" },
          { title: "median MB", digits: 0 },
          { title: "least MB", digits: 0 },
          { title: "most MB", digits: 0 },
        ],
        rows: quarters.map(({ median, least, most }, quarter) => [`${quarter + 1}`, median, least, most]),
      },
    ],
    // A leak of 1 % of that memory in 1,000 calls would show: the medians of two quarters are 2,500 calls apart.
    bounds: [bound("median of the last quarter over that of the third", lastOverThird, "at most", 1.02, done >= calls)],
    notes: [
      `least squares through the last quarter: ${((slope * 1000) / every).toFixed(1)} MB in 1,000 calls`,
      `${done} of ${calls} calls of 1 to 3 texts from ${callers} callers, isolation thread, a sample every ${every} calls`,
    ],
  };
}

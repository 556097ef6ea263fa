import { interleave, ratioOfRounds, summarize } from "@nestvec/bench/measuring";
import type { Benchmark } from "./benchmark.ts";
import { loadSetting } from "./load-setting.ts";

const sizes = { full: { rounds: 200 }, quick: { rounds: 40 }, tiny: { rounds: 2 } } as const;
const text = "where is the night train to the river";

/** What it costs that the work is done in another thread or process. */
export const remoteOverhead: Benchmark = {
  name: "remote-overhead",
  title: "One short text, by isolation",
  async run(setting) {
    await using none = await loadSetting(setting, { isolation: "none" });
    await using thread = await loadSetting(setting, { isolation: "thread" });
    await using child = await loadSetting(setting, { isolation: "process" });
    const measured = await interleave(
      [
        { name: "none", run: () => none.embed([text]) },
        { name: "thread", run: () => thread.embed([text]) },
        { name: "process", run: () => child.embed([text]) },
      ],
      { rounds: setting.rounds ?? sizes[setting.scale].rounds, warmUps: 3, until: performance.now() + setting.seconds * 1000 },
    );
    const own = measured[0]?.milliseconds ?? [];
    return {
      tables: [
        {
          columns: [
            { title: "isolation" },
            { title: "ms", digits: 2 },
            { title: "p95 ms", digits: 2 },
            { title: "spread %", digits: 1 },
            { title: "ratio", digits: 3 },
            { title: "more, ms", digits: 2 },
          ],
          rows: measured.map(({ name, milliseconds }) => {
            const { median, p95, spread } = summarize(milliseconds);
            const more = summarize(milliseconds.map((time, round) => time - (own[round] ?? Number.NaN))).median;
            return [name, median, p95, 100 * spread, ratioOfRounds(milliseconds, own).median, more];
          }),
        },
      ],
      bounds: [],
      notes: [`${own.length} rounds of "${text}", ${measured[0]?.results[0]?.tokens[0]} tokens`],
    };
  },
};

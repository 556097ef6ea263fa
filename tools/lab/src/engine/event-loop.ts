import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { type Variant, bound, type Findings, interleave, logNormalLengths, mixed, randomText, summarize } from "@nestvec/bench/measuring";
import { randomLcg } from "d3-random";
import type { Benchmark, Setting } from "./benchmark.ts";
import { loadSetting } from "./load-setting.ts";

const sizes = { full: { texts: 200, rounds: 3 }, quick: { texts: 60, rounds: 1 }, tiny: { texts: 4, rounds: 1 } } as const;

/** Milliseconds that the event loop came late during a round. */
interface Delay {
  readonly p99: number;
  readonly most: number;
}

/** How long the caller's event loop stands still while mixed texts are embedded. */
export const eventLoop: Benchmark = {
  name: "event-loop",
  title: "Event-loop delay while mixed texts are embedded",
  async run(setting) {
    const { texts: count, rounds } = sizes[setting.scale];
    const random = randomLcg(1);
    const texts = logNormalLengths(count, mixed(setting.cut), random).map((length) => randomText(length, random));
    await using none = await loadSetting(setting, { isolation: "none" });
    await using thread = await loadSetting(setting, { isolation: "thread" });
    await using child = await loadSetting(setting, { isolation: "process" });
    const variants: readonly Variant<Delay>[] = [
      { name: "none", run: () => delayDuring(() => none.embed(texts)) },
      { name: "thread", run: () => delayDuring(() => thread.embed(texts)) },
      { name: "process", run: () => delayDuring(() => child.embed(texts)) },
      { name: "nothing done, 2 s", run: () => delayDuring(() => sleep(setting.scale === "tiny" ? 20 : 2000)) },
    ];
    return findingsOf(
      await interleave(variants, { rounds: setting.rounds ?? rounds, warmUps: 0, until: performance.now() + setting.seconds * 1000 }),
      setting,
      count,
    );
  },
};

async function delayDuring(work: () => Promise<unknown>): Promise<Delay> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  await work();
  // A delay is noticed when the loop turns again.
  await sleep(2);
  histogram.disable();
  return { p99: histogram.percentile(99) / 1e6, most: histogram.max / 1e6 };
}

function findingsOf(measured: Awaited<ReturnType<typeof interleave<Delay>>>, { cut }: Setting, texts: number): Findings {
  const p99s = measured.map(({ results }) => summarize(results.map(({ p99 }) => p99)));
  const first = p99s[0]?.median ?? Number.NaN;
  return {
    tables: [
      {
        columns: [
          { title: "isolation" },
          { title: "delay p99 ms", digits: 1 },
          { title: "least · most of the rounds" },
          { title: "longest ms", digits: 1 },
          { title: "p99, part of none", digits: 3 },
          { title: "seconds", digits: 1 },
        ],
        rows: measured.map(({ name, milliseconds, results }, variant) => {
          const p99 = p99s[variant];
          const median = p99?.median ?? Number.NaN;
          const range = `${p99?.least.toFixed(1)} · ${p99?.most.toFixed(1)}`;
          const longest = Math.max(...results.map(({ most }) => most));
          return [name, median, range, longest, median / first, summarize(milliseconds).median / 1000];
        }),
      },
    ],
    bounds: [1, 2].map((variant) =>
      bound(`${measured[variant]?.name}: p99, milliseconds,`, p99s[variant]?.median ?? Number.NaN, "at most", 10),
    ),
    notes: [
      `${texts} texts, log-normal, p50 28 and p95 838 tokens, cut at ${cut}; the monitor's own resolution of 1 ms is part of every figure`,
    ],
  };
}

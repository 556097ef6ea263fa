import type { Findings } from "../report/tables/findings.ts";
import type { Flag } from "../results/figure.ts";
import type { LoadResult } from "../results/load.ts";

/** A load as tables: rates, times, and how requests ended. */
export function loadFindings(
  { rate, seconds, tokens, sent, goodput, tokensPerSecond, latency, statuses, lag }: LoadResult,
  flags: readonly Flag[],
): Findings {
  const figures = { digits: 1, title: "" };
  return {
    tables: [
      {
        columns: [{ title: "a second" }, figures],
        rows: [
          ["requests wanted", rate],
          ["answered while the load lasted", goodput],
          ["tokens of those", tokensPerSecond],
        ],
      },
      {
        columns: [{ title: "ms from the planned moment" }, figures],
        rows: Object.entries(latency ?? {}).map(([name, milliseconds]) => [name === "most" ? "longest" : name, milliseconds]),
      },
      { columns: [{ title: "ended with" }, { title: "requests", digits: 0 }], rows: Object.entries(statuses) },
    ],
    bounds: [],
    notes: [
      `${sent.toLocaleString("en-US")} requests of one text of ${tokens} tokens in ${seconds} s, sent whether or not earlier ones were answered`,
      `sent up to ${lag.toFixed(0)} ms after their moment (99th percentile)`,
      ...flags.map(({ detail }) => detail),
    ],
  };
}

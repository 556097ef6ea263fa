import type { Findings } from "../report/findings.ts";
import { summarize } from "../measure/statistics.ts";
import { quantile } from "simple-statistics";
import type { LoadOptions } from "./load-options.ts";
import type { MeasuredLoad } from "./measure-load.ts";

/** A load as tables: rates, times, and what else was answered. */
export function loadFindings({ rate, seconds, tokens, texts }: LoadOptions, load: MeasuredLoad): Findings {
  const { milliseconds, statuses, problems, sent, sendingSeconds, allSeconds } = load;
  const answered = milliseconds.length;
  const times = answered === 0 ? undefined : summarize(milliseconds);
  const rates = {
    columns: [{ title: "requests a second" }, { title: "", digits: 1 }],
    rows: [
      ["wanted", rate],
      ["sent", sent / Math.max(sendingSeconds, 1e-3)],
      ["answered with vectors", answered / Math.max(allSeconds, 1e-3)],
    ],
  };
  const latencies = {
    columns: [{ title: "ms from when it was due" }, { title: "", digits: 1 }],
    rows: [
      ["p50", times?.median ?? Number.NaN],
      ["p95", times?.p95 ?? Number.NaN],
      ["p99", answered === 0 ? Number.NaN : quantile([...milliseconds], 0.99)],
      ["longest", times?.most ?? Number.NaN],
    ],
  };
  const others = [...statuses].filter(([status]) => status !== 200).toSorted(([left], [right]) => left - right);
  return {
    tables: [rates, latencies],
    bounds: [],
    notes: [
      `${sent.toLocaleString("en-US")} requests of ${texts} × ${tokens} tokens in ${seconds} s, sent whether or not earlier ones were answered`,
      ...others.map(([status, count]) =>
        status === 0 ? `${count} connections broke (${[...problems.keys()].join(", ")})` : `${count} answers with status ${status}`,
      ),
      ...(sent / Math.max(sendingSeconds, 1e-3) < 0.9 * rate
        ? ["this client could not send as fast as was wanted: its times count from when each was due"]
        : []),
    ],
  };
}

import type { BulkProgress } from "@nestvec/bulk";
import { duration } from "./progress.ts";
import { terminalBar } from "./terminal-bar.ts";

/** Tells how far a job is, on terminals only. */
export interface BulkBar {
  update(progress: BulkProgress): void;
  /** Takes the bar away. */
  stop(): void;
}

/** @see BulkBar */
export function startBulkProgress(stream: NodeJS.WriteStream): BulkBar {
  if (!stream.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = terminalBar(
    stream,
    "{bar} {percentage}% | {rows} rows | {rate} rows/s | {left} left | {tokens} tokens | {padding} % padding{broken}",
  );
  let isShown = false;
  return {
    update: (progress) => {
      const payload = shown(progress);
      if (isShown) bar.update(progress.rows, payload);
      else bar.start(progress.totalRows, progress.rows, payload);
      isShown = true;
    },
    stop: () => bar.stop(),
  };
}

function shown({ rows, totalRows, ownRows, seconds, tokens, padding, broken }: BulkProgress): Record<string, string> {
  const rate = seconds === 0 ? 0 : ownRows / seconds;
  return {
    rows: `${rows.toLocaleString("en-US")} of ${totalRows.toLocaleString("en-US")}`,
    rate: rate.toFixed(rate < 10 ? 1 : 0),
    left: rate === 0 ? "…" : duration((totalRows - rows) / rate),
    tokens: tokens.toLocaleString("en-US"),
    padding: (100 * padding).toFixed(1),
    broken: broken === 0 ? "" : ` | ${broken.toLocaleString("en-US")} broken`,
  };
}

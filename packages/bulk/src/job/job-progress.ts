import type { JobFolder, PartFacts } from "./job-folder.ts";
import type { JobPlan } from "./job-plan.ts";

/** Counts what is done, and tells it. */
export interface JobProgress {
  /** Rows that earlier runs had done. */
  readonly resumedRows: number;
  add(rows: number, facts: PartFacts): void;
}

/** Begins with what earlier runs have done. */
export async function jobProgress({ inputs, windowRows, options }: JobPlan, folder: JobFolder, windows: number): Promise<JobProgress> {
  const started = performance.now();
  const done = { rows: 0, tokens: 0, paddedTokens: 0, broken: 0 };
  const count = (rows: number, { tokens, paddedTokens, broken }: PartFacts): void => {
    done.rows += rows;
    done.tokens += tokens;
    done.paddedTokens += paddedTokens;
    done.broken += broken.length;
  };
  const tell = (ownRows: number): void => {
    const { rows, tokens, paddedTokens, broken } = done;
    const padding = paddedTokens === 0 ? 0 : Math.max(0, 1 - tokens / paddedTokens);
    options.onProgress?.({ rows, totalRows: inputs.rows, ownRows, seconds: (performance.now() - started) / 1000, tokens, padding, broken });
  };
  for (let window = 0; window < windows; window++) {
    if (folder.hasPart(window)) count(Math.min(windowRows, inputs.rows - window * windowRows), await folder.facts(window));
  }
  const resumedRows = done.rows;
  tell(0);
  return {
    resumedRows,
    add: (rows, facts) => {
      count(rows, facts);
      tell(done.rows - resumedRows);
    },
  };
}

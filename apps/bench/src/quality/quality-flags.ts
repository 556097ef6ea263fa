import type { Flag } from "../results/figure.ts";
import type { MeasuredSet } from "./measure-set.ts";
import type { QualitySet } from "./sets/quality-set.ts";

const count = (number: number): string => number.toLocaleString("en-US");

const flag = (kind: Flag["kind"], detail: string): Flag => ({ part: "quality", kind, detail });

/** What makes the figures of a set worth less: not all was asked, or the time was over. */
export function qualityFlags({ title, queries, sampledFrom }: QualitySet, { cuts, asked }: MeasuredSet): Flag[] {
  const flags: Flag[] = [];
  if (sampledFrom !== undefined) {
    flags.push(flag("cut short", `${title}: only ${count(queries.length)} of ${count(sampledFrom)} queries were asked.`));
  }
  if (cuts.length === 0) flags.push(flag("not run", `${title}: the time was over before a cut was measured.`));
  else if (cuts.length < asked)
    flags.push(flag("cut short", `${title}: ${count(cuts.length)} of ${count(asked)} cuts fitted into the time.`));
  return flags;
}

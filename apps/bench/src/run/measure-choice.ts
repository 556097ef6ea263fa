import type { Part } from "./parts.ts";

/** What to measure, as it was typed. */
export interface MeasureChoice {
  readonly model: readonly string[];
  readonly layers?: readonly number[];
  readonly pull?: true;
  readonly tokens?: readonly number[];
  readonly batch: number;
  readonly only?: readonly Part[];
  readonly threads: number;
  readonly rounds?: number;
  readonly seconds: number;
  readonly seed: number;
  readonly provider?: readonly string[];
  readonly data?: readonly string[];
  readonly field?: string;
  readonly stsb?: string;
  readonly banking77?: string;
  readonly limit?: number;
  readonly peers?: true;
  readonly python?: string;
  readonly pythonModel?: string;
  readonly json?: string;
  readonly html?: string;
  readonly writeTable?: true;
}

import { NestvecError } from "@nestvec/core";
import type { MeasureChoice } from "./measure-choice.ts";

/**
 * Refuses options that make no sense together, before anything is measured.
 * @throws NestvecError ARGUMENT_INVALID
 */
export function requireSense(choice: MeasureChoice): void {
  const { writeTable, stsb, banking77, data = [], limit, only, pythonModel, python } = choice;
  const hasSet = stsb !== undefined || banking77 !== undefined || data.some((file) => /\.tsv$/i.test(file));
  if (writeTable === true && !hasSet) {
    throw invalid("--write-table", "given without a set to measure by", "beside --stsb, --banking77 or --data pairs.tsv");
  }
  if (writeTable === true && limit !== undefined) {
    throw invalid("--write-table", "given beside --limit", "without it: a table of a few queries would mislead every plan");
  }
  if (only?.includes("quality") === true && !hasSet) {
    throw invalid("--only", '"quality"', "beside a set to measure by: --stsb, --banking77 or --data pairs.tsv");
  }
  if (pythonModel !== undefined && python === undefined) throw invalid("--python-model", "given alone", "beside --python PROGRAM");
}

const invalid = (argument: string, found: string, expected: string): NestvecError =>
  new NestvecError("ARGUMENT_INVALID", { argument, found, expected });

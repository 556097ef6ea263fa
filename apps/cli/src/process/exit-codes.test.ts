import { expect, test } from "vitest";
import { exitCode, exitCodes } from "./exit-codes.ts";

test("no error ends with the code of success, of doctor's findings or of a signal, but for an abort", () => {
  const { success, unhealthy, interrupted, terminated } = exitCode;
  const taken: readonly number[] = [success, unhealthy, interrupted, terminated];
  const errors = Object.entries(exitCodes).filter(([code]) => code !== "ABORTED");
  expect(errors.filter(([, number]) => taken.includes(number))).toEqual([]);
  expect(errors.every(([, number]) => Number.isInteger(number) && number > 0 && number < 126)).toBe(true);
  expect(exitCodes.ABORTED).toBe(interrupted);
});

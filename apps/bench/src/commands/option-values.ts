import { InvalidArgumentError } from "commander";

/** Parses a whole number from 1. @throws InvalidArgumentError */
export function positive(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a whole number of at least 1.");
}

/** Parses whole numbers from 1, with commas between them, into a list without repetitions, least first. @throws InvalidArgumentError */
export function positives(text: string): readonly number[] {
  const values = text.split(",").map((part) => Number(part.trim() === "" ? Number.NaN : part));
  if (values.every((value) => Number.isSafeInteger(value) && value > 0)) return [...new Set(values)].toSorted((a, b) => a - b);
  throw new InvalidArgumentError("It must be whole numbers of at least 1 with commas between them, such as 2,6.");
}

/** Parses names with commas between them, added to those before. */
export const names = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(",").filter((name) => name !== ""),
];

/** Parses a number that is not below 0. @throws InvalidArgumentError */
export function percent(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError("It must be a number that is not below 0.");
}

/** Parses a number above 0. @throws InvalidArgumentError */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError("It must be a number above 0.");
}

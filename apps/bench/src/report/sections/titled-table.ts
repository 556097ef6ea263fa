import type { Table } from "../tables/findings.ts";

/** A table that stands under a title of its own. */
export interface TitledTable {
  readonly title: string;
  readonly table: Table;
}

/** One column after another: a label on the left, and what is compared on the right. */
export const numberColumn = (title: string, digits = 0): { title: string; digits: number } => ({ title, digits });

/** The different values of a list, in the order in which they come. */
export const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];

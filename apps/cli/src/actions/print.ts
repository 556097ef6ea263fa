import type { Context } from "../process/context.ts";
import { standardOutput } from "../output/standard-output.ts";
import { styleTitles, textTable } from "../output/text-table.ts";

/** Prints a report: as JSON the value itself, as a table the text made of it. */
export async function printReport<Value>(
  format: "table" | "json",
  value: Value,
  asText: (value: Value) => string,
  { interruption }: Context,
): Promise<void> {
  await standardOutput(interruption).write(format === "json" ? `${JSON.stringify(value, undefined, 2)}\n` : asText(value));
}

/** Names and values below each other. */
export function nameValueTable(rows: readonly (readonly [name: string, value: string])[]): string {
  const title = styleTitles(process.stdout);
  return textTable(
    [{ title: "name" }, { title: "value" }],
    rows.map(([name, value]) => [title(name), value]),
    { head: false },
  );
}

import type { QualityCell, QualityTable } from "./quality-table-types.ts";
import type { FileSource } from "../../runtime/runtime.ts";
import { readConfig } from "../../config/config-file.ts";
import { text } from "../../config/config-readers.ts";
import { configInvalid, members, type ConfigMember, type ConfigValue } from "../../config/config-value.ts";
import type { ModelDescription } from "../describe/model-description.ts";

/**
 * Reads a model's `quality.json`: `{"what": TEXT, TABLE: {LAYER: {DIMENSION: NUMBER}}}`, in the order of the file. Tables between
 * exits, which have `QUERY:STORED` in place of LAYER, are checked and left out: plans go by single layers.
 * None where there is no file. @throws NestvecError CONFIG_INVALID
 */
export async function readQualityTables(source: FileSource, description: ModelDescription): Promise<readonly QualityTable[]> {
  const { qualityPath: file } = description;
  return (await readConfig(source, file, parseQuality)) ?? [];
}

function parseQuality(at: ConfigValue): readonly QualityTable[] {
  const tables: QualityTable[] = [];
  for (const table of members(at)) {
    const { name } = table;
    if (name === "what") {
      text(table);
      continue;
    }
    const rows = members(table);
    if (rows.length === 0) throw configInvalid(table, "a table of at least one layer", "an empty object");
    if (rows.every((row) => row.name.includes(":"))) for (const row of rows) checkBetweenExits(row);
    else tables.push({ name, cells: rows.flatMap((row) => cellsOf(row, wholeKey(row, row.name, "a layer, such as 6"))) });
  }
  return tables;
}

function checkBetweenExits(row: ConfigMember): void {
  const [query = "", stored = "", ...more] = row.name.split(":");
  const expected = "two layers, such as 2:6";
  const layer = wholeKey(row, query, expected);
  wholeKey(row, more.length === 0 ? stored : "", expected);
  cellsOf(row, layer);
}

const cellsOf = (row: ConfigValue, layer: number): readonly QualityCell[] =>
  members(row).map((cell) => {
    const dimension = wholeKey(cell, cell.name, "a dimension, such as 64");
    if (typeof cell.value === "number" && Number.isFinite(cell.value)) return { layer, dimension, quality: cell.value };
    throw configInvalid(cell, "a number");
  });

/** A key, or a part of one, that is a whole number. */
function wholeKey(at: ConfigMember, part: string, expected: string): number {
  if (/^[1-9]\d{0,8}$/.test(part)) return Number(part);
  throw configInvalid(at, `under ${expected}`, `under ${JSON.stringify(at.name)}`);
}

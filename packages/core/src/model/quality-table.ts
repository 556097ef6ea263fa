import { NestvecError } from "../errors.ts";
import type { QualityCell, QualityTable, QualityTables } from "../plan/quality-tables.ts";
import type { FileSource } from "../runtime.ts";
import { readConfig } from "./config-file.ts";
import { text } from "./config-readers.ts";
import { configInvalid, members, type ConfigMember, type ConfigValue } from "./config-value.ts";
import type { ModelDescription } from "./model-description.ts";

/** The measured quality of comparing queries of one exit with stored vectors of another. */
export interface BetweenExitsCell extends QualityCell {
  /** The exit of the stored vectors; `layer` is that of the query. */
  readonly storedLayer: number;
}

/** One measurement between exits. */
export interface BetweenExitsTable {
  readonly name: string;
  readonly cells: readonly BetweenExitsCell[];
}

/** All that a model's files say of its quality. */
export interface ModelQuality extends QualityTables {
  readonly betweenExits: readonly BetweenExitsTable[];
}

/**
 * Reads a model's `quality.json`: `{"what": TEXT, TABLE: {LAYER: {DIMENSION: NUMBER}}}`, where a table between exits has
 * `QUERY:STORED` in place of LAYER.
 * @throws NestvecError QUALITY_TABLE_MISSING where there is no file or no table of single layers in it, CONFIG_INVALID
 */
export async function readQualityTables(source: FileSource, description: ModelDescription): Promise<ModelQuality> {
  const { name: model, qualityPath: file } = description;
  const quality = await readConfig(source, file, parseQuality);
  if (quality === undefined || quality.tables.length === 0) throw new NestvecError("QUALITY_TABLE_MISSING", { model, file, available: [] });
  return quality;
}

function parseQuality(at: ConfigValue): ModelQuality {
  const tables: QualityTable[] = [];
  const betweenExits: BetweenExitsTable[] = [];
  let what = {};
  for (const table of members(at)) {
    const { name } = table;
    if (name === "what") {
      what = { what: text(table) };
      continue;
    }
    const rows = members(table);
    if (rows.length === 0) throw configInvalid(table, "a table of at least one layer", "an empty object");
    if (rows.every((row) => row.name.includes(":"))) betweenExits.push({ name, cells: rows.flatMap(cellsBetween) });
    else tables.push({ name, cells: rows.flatMap((row) => cellsOf(row, wholeKey(row, row.name, "a layer, such as 6"))) });
  }
  return { ...what, tables, betweenExits };
}

function cellsBetween(row: ConfigMember): readonly BetweenExitsCell[] {
  const [query = "", stored = "", ...more] = row.name.split(":");
  const expected = "two layers, such as 2:6";
  const layer = wholeKey(row, query, expected);
  const storedLayer = wholeKey(row, more.length === 0 ? stored : "", expected);
  return cellsOf(row, layer).map((cell) => ({ ...cell, storedLayer }));
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

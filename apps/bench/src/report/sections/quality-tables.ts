import type { QualityCell, QualityMeasure } from "../../results/quality.ts";
import type { Table } from "../tables/findings.ts";
import { groupBy } from "../tables/group-by.ts";
import { distinct, numberColumn, type TitledTable } from "./titled-table.ts";

/** The tables of one measure: by cut, between exits, and stored in fewer bytes. Those that were not measured are left out. */
export function qualityTables({ cells }: QualityMeasure): TitledTable[] {
  const inOneExit = cells.filter(({ queryLayer, storedLayer }) => queryLayer === storedLayer);
  const between = cells.filter(({ queryLayer, storedLayer }) => queryLayer !== storedLayer);
  const tables = [
    {
      title: "Exits × dimensions",
      table: byDimension(inOneExit.filter(isFloat), "exit", exits, inDigits),
    },
    {
      title: "Between exits, query : stored",
      table: byDimension(between.filter(isFloat), "exits", exits, inDigits),
    },
    {
      title: "Stored in fewer bytes, quality · bytes of a vector",
      table: byDimension(
        cells.filter((cell) => !isFloat(cell)),
        "exit, stored as",
        (cell) => `${exits(cell)} ${cell.stored}`,
        withBytes,
      ),
    },
  ];
  return tables.filter(({ table }) => table.rows.length > 0);
}

const isFloat = ({ stored }: QualityCell): boolean => stored === "float32";
const exits = ({ queryLayer, storedLayer }: QualityCell): string =>
  queryLayer === storedLayer ? String(queryLayer) : `${queryLayer} : ${storedLayer}`;
const inDigits = ({ quality }: QualityCell): string => quality.toFixed(2);
const withBytes = ({ quality, storedBytes }: QualityCell): string => `${quality.toFixed(2)} · ${storedBytes} B`;

/** Rows by a label, dimensions across, widest first. */
function byDimension(
  cells: readonly QualityCell[],
  heading: string,
  label: (cell: QualityCell) => string,
  content: (cell: QualityCell) => string,
): Table {
  const dimensions = distinct(cells.map(({ dimension }) => dimension)).toSorted((left, right) => right - left);
  return {
    columns: [{ title: heading }, ...dimensions.map((dimension) => numberColumn(String(dimension), 2))],
    rows: [...groupBy(cells, label)].map(([name, line]) => {
      const at = new Map(line.map((cell) => [cell.dimension, content(cell)]));
      return [name, ...dimensions.map((dimension) => at.get(dimension) ?? "")];
    }),
  };
}

import type { QualityCell, QualityMeasure } from "../../results/quality.ts";
import type { QualityFile, TableRows } from "./quality-file.ts";

/**
 * A quality file with what was measured put into it. Cells that were measured anew are replaced; all else stays, in its order, and new
 * tables come last. Vectors stored as float32 only: it is those that plans count the bytes of.
 */
export function mergeMeasures(file: QualityFile, measures: readonly QualityMeasure[]): QualityFile {
  const tables = new Map(file.tables);
  for (const { name, cells } of measures) {
    const rows: TableRows = new Map([...(tables.get(name) ?? [])].map(([layers, qualities]) => [layers, new Map(qualities)]));
    for (const cell of cells) {
      if (cell.stored !== "float32") continue;
      const key = layersOf(cell);
      rows.set(key, (rows.get(key) ?? new Map<number, number>()).set(cell.dimension, Math.round(cell.quality * 100) / 100));
    }
    if (rows.size > 0) tables.set(name, rows);
  }
  return { what: mergeSentences(file.what, measures), tables };
}

const layersOf = ({ queryLayer, storedLayer }: QualityCell): string =>
  queryLayer === storedLayer ? String(queryLayer) : `${queryLayer}:${storedLayer}`;

/** One clause a table, its name before it, so that a later measurement of the same name finds the old one. What others wrote stays. */
function mergeSentences(what: string | undefined, measures: readonly QualityMeasure[]): string {
  const isOld = (clause: string): boolean => measures.some(({ name }) => clause.startsWith(`${name}: `));
  const kept = (what ?? "").split("; ").filter((clause) => clause !== "" && !isOld(clause));
  return [...kept, ...measures.map((measure) => `${measure.name}: ${measure.what.replace(/\.$/, "").replaceAll("; ", ", ")}`)].join("; ");
}

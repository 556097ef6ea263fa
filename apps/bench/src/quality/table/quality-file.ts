import { NestvecError } from "@nestvec/core";

/** One table: `LAYER` or `QUERY:STORED` → dimension → quality. */
export type TableRows = Map<string, Map<number, number>>;

/** What `quality.json` holds. */
export interface QualityFile {
  readonly what: string | undefined;
  /** By name, in the order of the file: plans go by the first. */
  readonly tables: ReadonlyMap<string, TableRows>;
}

/**
 * Reads the text of a `quality.json`, as far as it must be known to be written again without loss; `file` is what errors call it.
 * @throws NestvecError CONFIG_INVALID
 */
export function parseQualityFile(json: string, file: string): QualityFile {
  const { what, ...tables } = parsed(json, file);
  if (what !== undefined && typeof what !== "string") throw invalid(file, "what", what, "a text");
  return { what, tables: new Map(Object.entries(tables).map(([name, table]) => [name, rowsOf(table, name, file)])) };
}

/** The text of a `quality.json`: a line for each layer, shallowest first, dimensions widest first. */
export function formatQualityFile({ what, tables }: QualityFile): string {
  const members = [...tables].map(([name, rows]) => `${JSON.stringify(name)}: {\n    ${formatRows(rows).join(",\n    ")}\n  }`);
  const first = what === undefined ? [] : [`"what": ${JSON.stringify(what)}`];
  return `{\n  ${[...first, ...members].join(",\n  ")}\n}\n`;
}

// Written by hand, since keys that are numbers come out of an object smallest first, whatever order they were put in.
const formatRows = (rows: TableRows): string[] =>
  [...rows]
    .toSorted(([left], [right]) => left.localeCompare(right, "en", { numeric: true }))
    .map(([layers, cells]) => {
      const widestFirst = [...cells].toSorted(([left], [right]) => right - left);
      return `${JSON.stringify(layers)}: { ${widestFirst.map(([dimension, quality]) => `"${dimension}": ${quality}`).join(", ")} }`;
    });

function parsed(json: string, file: string): Record<string, unknown> {
  try {
    return objectAt(JSON.parse(json) as unknown, "", file);
  } catch (cause) {
    if (NestvecError.is(cause)) throw cause;
    throw new NestvecError("CONFIG_INVALID", { file, key: "", found: "not JSON", expected: "JSON; mend it, or move it away" }, { cause });
  }
}

function rowsOf(table: unknown, name: string, file: string): TableRows {
  const rows = Object.entries(objectAt(table, name, file));
  if (rows.length === 0) throw invalid(file, name, table, "a table of at least one layer");
  for (const [layers] of rows) {
    const isKey = /^[1-9]\d*(:[1-9]\d*)?$/.test(layers);
    if (!isKey) throw invalid(file, `${name}.${layers}`, layers, "under a layer, such as 6, or two, such as 2:6");
  }
  return new Map(rows.map(([layers, cells]) => [layers, cellsOf(cells, `${name}.${layers}`, file)]));
}

function cellsOf(cells: unknown, key: string, file: string): Map<number, number> {
  return new Map(
    Object.entries(objectAt(cells, key, file)).map(([dimension, quality]) => {
      const width = Number(dimension);
      if (!Number.isInteger(width) || width < 1) throw invalid(file, `${key}.${dimension}`, dimension, "under a dimension, such as 64");
      if (typeof quality !== "number") throw invalid(file, `${key}.${dimension}`, quality, "a number");
      return [width, quality];
    }),
  );
}

function objectAt(value: unknown, key: string, file: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalid(file, key, value, "a JSON object");
}

const invalid = (file: string, key: string, value: unknown, expected: string): NestvecError =>
  new NestvecError("CONFIG_INVALID", { file, key, found: JSON.stringify(value) ?? "nothing", expected });

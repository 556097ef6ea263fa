/** One table of measured quality. */
export interface QualityTable {
  readonly name: string;
  /** Quality by layer, then by dimension. */
  readonly byLayer: ReadonlyMap<number, ReadonlyMap<number, number>>;
}

/** What a model's `quality.json` says. */
export interface Quality {
  /** What is measured, in the file's own words. */
  readonly what: string;
  readonly tables: readonly QualityTable[];
}

/** Reads `quality.json`: tables by name, of layer and dimension. Those between two layers, and what is no table, are left out. */
export function readQuality(value: unknown): Quality | undefined {
  const file = recordOf(value);
  const what = file["what"];
  const tables = Object.entries(file).flatMap(([name, table]) => {
    const rows = Object.entries(recordOf(table)).map(([layer, cells]) => [Number(layer), cellsOf(cells)] as const);
    const isTable = rows.length > 0 && rows.every(([layer, cells]) => Number.isInteger(layer) && cells.size > 0);
    return isTable ? [{ name, byLayer: new Map(rows) }] : [];
  });
  return tables.length === 0 ? undefined : { what: typeof what === "string" ? what : "", tables };
}

function cellsOf(value: unknown): Map<number, number> {
  return new Map(
    Object.entries(recordOf(value)).flatMap(([dimension, quality]) =>
      typeof quality === "number" ? [[Number(dimension), quality] as const] : [],
    ),
  );
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

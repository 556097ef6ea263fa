import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureRow, type RowResult } from "./measure-row.ts";
import { layOut, readRows, readTexts } from "./row.ts";

/** Lays out and measures all rows of a folder that `make/make.py` wrote, or those whose name holds `part`. */
export async function measureRows(made: string, part = ""): Promise<readonly RowResult[]> {
  const parent = mkdtempSync(join(tmpdir(), "nestvec-models-"));
  try {
    const texts = readTexts(made);
    const results: RowResult[] = [];
    for (const row of readRows(made).filter(({ id }) => id.includes(part)))
      results.push(await measureRow(row, layOut(row, made, parent), texts));
    return results;
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

import { stat } from "node:fs/promises";
import { arrowMetadata } from "../arrow/read-arrow.ts";
import type { TableMetadata } from "../metadata/table-metadata.ts";
import { openParquet } from "../parquet/read-parquet.ts";
import { metadataBeside } from "./open-source.ts";
import type { OutputFormat } from "./output-format.ts";

/** How the vectors of a table were made; undefined where there is no such table, or nothing says it. */
export async function storedMetadata(file: string, format: OutputFormat): Promise<TableMetadata | undefined> {
  if ((await stat(file).catch(() => undefined))?.isFile() !== true) return undefined;
  try {
    if (format === "arrow") return await arrowMetadata(file);
    return format === "parquet" ? (await openParquet(file)).metadata : await metadataBeside(file);
  } catch {
    // It is something else.
    return undefined;
  }
}

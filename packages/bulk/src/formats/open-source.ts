import { open, readFile } from "node:fs/promises";
import { NestvecError } from "@nestvec/core";
import { formatOfName, rowFormats, type RowFormat } from "@nestvec/records";
import { openArrow } from "../arrow/read-arrow.ts";
import type { TableSource } from "../source/table-source.ts";
import { openText } from "../lines/read-text.ts";
import { parseMetadata, type TableMetadata } from "../metadata/table-metadata.ts";
import { openParquet } from "../parquet/read-parquet.ts";

/** The formats of tables that are read. */
export type InputFormat = RowFormat | "parquet" | "arrow";

/** All of them. */
export const inputFormats: readonly InputFormat[] = [...rowFormats, "parquet", "arrow"];

/** How a file is read. */
export interface SourceRequest {
  /** Where it is. */
  readonly path: string;
  /** What it is called, where it is a copy. */
  readonly name?: string | undefined;
  readonly format: InputFormat | undefined;
  /** The field of the texts; where lines have no fields, what their column is called. */
  readonly field: string | undefined;
}

/**
 * Opens a table in the format that was named, else as its first bytes and its name say, else as lines.
 * @throws NestvecError FILE_NOT_READABLE, LINE_INVALID, FILE_NOT_UTF8
 */
export async function openSource({ path, name = path, format, field }: SourceRequest): Promise<TableSource> {
  const found = format ?? (await formatByStart(path, name)) ?? formatOfName(name) ?? (field === undefined ? undefined : "jsonl") ?? "lines";
  if (found === "parquet") return openParquet(path);
  if (found === "arrow") return openArrow(path);
  const metadata = found === "jsonl" ? await metadataBeside(path) : undefined;
  return openText({ path, format: found, field: field ?? metadata?.field ?? "text", metadata });
}

async function formatByStart(path: string, name: string): Promise<"parquet" | "arrow" | undefined> {
  let start = "";
  try {
    const handle = await open(path);
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(6), 0, 6, 0);
      start = buffer.toString("latin1", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new NestvecError("FILE_NOT_READABLE", { file: name, problem }, { cause });
  }
  if (start.startsWith("PAR1")) return "parquet";
  // The format of streams begins with the length of its schema.
  return start === "ARROW1" || start.startsWith("\xff\xff\xff\xff") ? "arrow" : undefined;
}

/** What stands of a table beside it, where its format has no room for that. */
export async function metadataBeside(file: string): Promise<TableMetadata | undefined> {
  const beside = `${file}.json`;
  const json = await readFile(beside, "utf8").catch(() => undefined);
  return parseMetadata(json, beside);
}

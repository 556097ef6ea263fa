import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { addAbortSignal } from "node:stream";
import { NestvecError } from "@nestvec/core";
import { lineCutter } from "../children/line-cutter.ts";
import type { Workload } from "./draw-workload.ts";
import { thinned } from "./thinned.ts";

/** Which texts of the user's own are measured. */
export interface OwnTextsOptions {
  readonly file: string;
  /** The field of JSON Lines that holds the text; default `"text"` where the file's name ends in .jsonl or .ndjson, else lines are texts. */
  readonly field?: string;
  /** At most so many, taken evenly over the file. Default 256. */
  readonly most?: number;
  readonly signal?: AbortSignal;
}

/**
 * Reads texts from a file as it streams by: JSON Lines, or one text a line. Blank lines are passed over; every other line is checked.
 * @throws NestvecError FILE_NOT_READABLE, FILE_NOT_UTF8, LINE_INVALID, ARGUMENT_INVALID where there are none, ABORTED
 */
export async function readOwnTexts({ file, field, most = 256, signal }: OwnTextsOptions): Promise<Workload> {
  const jsonField = field ?? (/\.(jsonl|ndjson)$/i.test(file) ? "text" : undefined);
  const texts = thinned<string>(most);
  let line = 0;
  const lines = lineCutter((bytes) => {
    line += 1;
    if (!isUtf8(bytes)) throw new NestvecError("FILE_NOT_UTF8", { file, line });
    const text = bytes
      .toString()
      .replace(/\r$/, "")
      .replace(line === 1 ? /^\uFEFF/ : "", "");
    if (text.trim() !== "") texts.add(jsonField === undefined ? text : fieldOf(text, jsonField, { file, line }));
  });
  await readChunks(file, signal, (chunk) => {
    lines.take(chunk);
    if (lines.held() > longestLine) throw invalid({ file, line: line + 1 }, "a line of over 64 MiB", "a shorter one");
  });
  lines.end();
  const kept = texts.kept();
  if (kept.length > 0) return { name: basename(file), texts: kept };
  throw new NestvecError("ARGUMENT_INVALID", {
    argument: "--data",
    found: `"${file}", which has no text`,
    expected: "a file with a text a line",
  });
}

const longestLine = 64 * 1024 * 1024;

async function readChunks(file: string, signal: AbortSignal | undefined, take: (chunk: Uint8Array) => void): Promise<void> {
  const stream = createReadStream(file);
  try {
    for await (const chunk of signal === undefined ? stream : addAbortSignal(signal, stream)) take(chunk as Uint8Array);
  } catch (error) {
    if (NestvecError.is(error)) throw error;
    if (signal?.aborted === true) throw new NestvecError("ABORTED", { what: "reading" }, { cause: signal.reason });
    throw new NestvecError("FILE_NOT_READABLE", { file, problem: problemOf(error) }, { cause: error });
  }
}

function problemOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "it does not exist";
  return code === "EISDIR" ? "it is a folder" : error instanceof Error ? error.message : String(error);
}

interface Place {
  readonly file: string;
  readonly line: number;
}

const invalid = (place: Place, found: string, expected: string): NestvecError =>
  new NestvecError("LINE_INVALID", { ...place, found, expected });

function fieldOf(line: string, field: string, place: Place): string {
  const expected = `a JSON object with a text in "${field}"`;
  const record = parsed(line);
  if (typeof record !== "object" || record === null || Array.isArray(record)) throw invalid(place, "no JSON object", expected);
  const value: unknown = Object.hasOwn(record, field) ? (record as Record<string, unknown>)[field] : undefined;
  if (typeof value === "string") return value;
  const present =
    Object.keys(record)
      .slice(0, 20)
      .map((name) => `"${name}"`)
      .join(", ") || "none";
  throw invalid(place, value === undefined ? `no "${field}" among its fields (${present})` : `no text in "${field}"`, expected);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

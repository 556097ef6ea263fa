import { NestvecError } from "@nestvec/core";
import { readLines } from "./lines.ts";
import { openInput } from "./open-input.ts";
import { argumentPlace, linePlace } from "./place.ts";
import { parseRecord, textOf } from "./records.ts";

/** Where texts are asked to come from on the command line. */
export interface TextsRequest {
  readonly texts: readonly string[];
  readonly file?: string;
  /** The field of a JSON Lines file that holds the text. */
  readonly field?: string;
}

/** Some texts that follow each other. */
export interface TextGroup {
  readonly texts: readonly string[];
  /** Where one of them stands, for messages: `text` is its place among these, counted from 0. */
  readonly placeOf: (text: number) => string;
  /** Bytes of the file that were read so far; 0 for arguments. */
  readonly bytesRead: number;
}

/** Texts in the order they came, a group at a time. */
export interface TextSource {
  readonly groups: AsyncIterable<TextGroup>;
  /** Bytes in all, where that is known beforehand. */
  readonly bytes: number | undefined;
}

const missingTexts = { argument: "texts", expected: "given as arguments, named with --file FILE, or piped in as lines" };

/**
 * Texts from the arguments, from a file, or else from standard input. Lines by default; JSON Lines where the file's name ends so, or a
 * field is named.
 * @throws NestvecError ARGUMENT_INVALID, FILE_NOT_READABLE; the groups also FILE_NOT_UTF8, LINE_INVALID, ABORTED
 */
export async function openTexts(request: TextsRequest, signal: AbortSignal): Promise<TextSource> {
  if (request.texts.length > 0) {
    const beside = request.file !== undefined ? "--file" : request.field !== undefined ? "--field" : undefined;
    if (beside === undefined) return { groups: one({ texts: request.texts, placeOf: argumentPlace, bytesRead: 0 }), bytes: undefined };
    throw new NestvecError("ARGUMENT_INVALID", { argument: beside, found: "given beside texts", expected: "given without them" });
  }
  const input = await openInput(fileOrStandardInput(request.file, missingTexts), signal);
  const field = request.field ?? (isJsonLines(input.name) ? "text" : undefined);
  const groups = field === undefined ? plainTexts(input.chunks, input.name) : recordTexts(input.chunks, input.name, field);
  return { groups, bytes: input.bytes };
}

/** The file named, or `-`, standard input, where something is piped in. @throws NestvecError ARGUMENT_INVALID where nothing is */
export function fileOrStandardInput(file: string | undefined, missing: { readonly argument: string; readonly expected: string }): string {
  if (file !== undefined) return file;
  if (!process.stdin.isTTY) return "-";
  throw new NestvecError("ARGUMENT_INVALID", { ...missing, found: "missing" });
}

/** Whether a file holds JSON Lines, by its name. */
export function isJsonLines(file: string): boolean {
  return /\.(jsonl|ndjson)$/i.test(file);
}

async function* one(group: TextGroup): AsyncGenerator<TextGroup> {
  yield group;
}

async function* plainTexts(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<TextGroup> {
  for await (const { firstNumber, lines, bytesRead } of readLines(chunks, file)) {
    yield { texts: lines, placeOf: (text) => linePlace(file, firstNumber + text), bytesRead };
  }
}

async function* recordTexts(chunks: AsyncIterable<Uint8Array>, file: string, field: string): AsyncGenerator<TextGroup> {
  for await (const { firstNumber, lines, bytesRead } of readLines(chunks, file)) {
    const texts: string[] = [];
    const numbers: number[] = [];
    for (const [index, line] of lines.entries()) {
      // JSON Lines leaves blank lines to the reader. They hold no record, so they are passed over.
      if (line.trim() === "") continue;
      const place = { file, line: firstNumber + index };
      texts.push(textOf(parseRecord(line, place), field, place));
      numbers.push(place.line);
    }
    if (texts.length > 0) yield { texts, placeOf: (text) => linePlace(file, numbers[text]), bytesRead };
  }
}

import { NestvecError } from "@nestvec/core";
import { formatOfName, idOf, linePlace, readRows, type RowFormat, type RowId, type RowsRequest, textOf } from "@nestvec/records";
import { type Input, openInput } from "./open-input.ts";

/** Where texts are asked to come from on the command line. */
export interface TextsRequest {
  readonly texts: readonly string[];
  readonly file?: string;
  readonly inputFormat?: RowFormat;
  /** The field that holds the text, where rows have fields. */
  readonly field?: string;
}

/** Some texts that follow each other. */
export interface TextGroup {
  readonly texts: readonly string[];
  /** What the file calls them, each at its text's place. Left out: nothing. */
  readonly ids?: readonly (RowId | undefined)[];
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
 * Texts from the arguments, from a file, or else from standard input.
 * @throws NestvecError ARGUMENT_INVALID, FILE_NOT_READABLE; the groups also FILE_NOT_UTF8, LINE_INVALID, ABORTED
 */
export async function openTexts(request: TextsRequest, signal: AbortSignal): Promise<TextSource> {
  const { texts, file, inputFormat, field } = request;
  if (texts.length > 0) {
    const beside = Object.entries({ "--file": file, "--input-format": inputFormat, "--field": field }).find(
      ([, value]) => value !== undefined,
    );
    if (beside === undefined) return { groups: one({ texts, placeOf: argumentPlace, bytesRead: 0 }), bytes: undefined };
    throw new NestvecError("ARGUMENT_INVALID", { argument: beside[0], found: "given beside texts", expected: "given without them" });
  }
  const input = await openInput(fileOrStandardInput(file, missingTexts), signal);
  return { groups: fileTexts(input, rowsRequest(input, request)), bytes: input.bytes };
}

/**
 * How a file is read: in the format that was named, else by the ending of its name, else as JSON Lines where a field was named.
 * @throws NestvecError ARGUMENT_INVALID where a field was named and the format has none
 */
export function rowsRequest({ name: file }: Input, { inputFormat, field }: Pick<TextsRequest, "inputFormat" | "field">): RowsRequest {
  if (inputFormat === "lines" && field !== undefined) {
    throw new NestvecError("ARGUMENT_INVALID", {
      argument: "--field",
      found: "given beside lines",
      expected: "left out, since lines have no fields",
    });
  }
  const format = inputFormat ?? formatOfName(file) ?? (field === undefined ? undefined : "jsonl");
  return { file, format, field: field ?? defaultField };
}

/** The field that holds the text, where none was named. */
export const defaultField = "text";

/** The file named, or `-`, standard input, where something is piped in. @throws NestvecError ARGUMENT_INVALID where nothing is */
export function fileOrStandardInput(file: string | undefined, missing: { readonly argument: string; readonly expected: string }): string {
  if (file !== undefined) return file;
  if (!process.stdin.isTTY) return "-";
  throw new NestvecError("ARGUMENT_INVALID", { ...missing, found: "missing" });
}

/** Where a text on the command line stands, for messages, counted from 1. `text` counts from 0. */
export function argumentPlace(text: number): string {
  return `Argument ${text + 1}`;
}

async function* one(group: TextGroup): AsyncGenerator<TextGroup> {
  yield group;
}

async function* fileTexts(input: Input, request: RowsRequest): AsyncGenerator<TextGroup> {
  for await (const { file, rows, bytesRead } of readRows(input.chunks, request)) {
    const texts = rows.map(({ row, line }) => textOf(row, request.field ?? defaultField, { file, line }));
    const ids = rows.map(({ row, line }) => idOf(row, { file, line }));
    yield { texts, ids, placeOf: (text) => linePlace(file, rows[text]?.line), bytesRead };
  }
}

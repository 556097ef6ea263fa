import { ListProblem } from "./list-problem.ts";
import type { TextTable } from "./text-list.ts";

/** Reads what was pasted or what a file holds; its name's ending says what it is: .csv, .tsv, .json, .jsonl, .ndjson, else a text a line. @throws ListProblem */
export async function readTable(name: string, content: string): Promise<TextTable> {
  const table = await parse(name, content.replace(/^\uFEFF/, ""));
  if (table.columns.every((column) => column.every((text) => text.trim() === ""))) {
    throw new ListProblem(`There is no text in ${name}.`, "Choose a file with a text on each line.");
  }
  return table;
}

const lineEnd = /(\r\n|\n|\r)$/;

async function parse(name: string, content: string): Promise<TextTable> {
  if (/\.(jsonl|ndjson)$/i.test(name)) return readJsonLines(name, content);
  if (/\.json$/i.test(name)) return readJson(name, content);
  if (/\.(csv|tsv)$/i.test(name)) return readSeparated(name, content);
  return { name, fields: ["line"], columns: [content.replace(lineEnd, "").split(/\r\n|\n|\r/)] };
}

/** Values between commas, semicolons or tabs, the first line their names (RFC 4180). */
async function readSeparated(name: string, content: string): Promise<TextTable> {
  // Loaded with the first table: most lists are none.
  const { default: Papa } = await import("papaparse");
  const { data } = Papa.parse<string[]>(content, { skipEmptyLines: "greedy" });
  const [fields = [], ...rows] = data;
  // One line alone is no table with nothing in it but a text.
  const hasHead = rows.length > 0;
  const body = hasHead ? rows : [fields];
  return {
    name,
    fields: fields.map((field, index) => (hasHead && field.trim() !== "" ? field : `column ${index + 1}`)),
    columns: fields.map((_, index) => body.map((row) => row[index] ?? "")),
  };
}

/** One list of texts or of objects; some programs give JSON Lines that name, too. */
function readJson(name: string, content: string): TextTable {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return readJsonLines(name, content);
  }
  if (Array.isArray(value)) return readJsonLines(name, value.map((row) => JSON.stringify(row)).join("\n"));
  throw new ListProblem(`${name} holds no list.`, 'It should be like ["…", "…"] or [{"text": "…"}].');
}

/** A JSON value on each line: texts, or objects whose fields of text can be chosen. */
function readJsonLines(name: string, content: string): TextTable {
  const rows: Readonly<Record<string, unknown>>[] = [];
  const fields = new Set<string>();
  for (const [index, line] of content.split("\n").entries()) {
    if (line.trim() === "") continue;
    const row = rowOf(line, name, index + 1);
    for (const [field, value] of Object.entries(row)) if (typeof value === "string") fields.add(field);
    rows.push(row);
  }
  if (rows.length > 0 && fields.size === 0) {
    throw new ListProblem(`No object in ${name} has a field of text.`, 'Each line should be like {"text": "…"}.');
  }
  const texts = (field: string): string[] => rows.map((row) => (typeof row[field] === "string" ? row[field] : ""));
  return { name, fields: [...fields], columns: [...fields].map(texts) };
}

function rowOf(line: string, name: string, number: number): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  if (typeof value === "string") return { text: value };
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new ListProblem(`Line ${number} of ${name} is no JSON object.`, 'Each line should be like {"text": "…"}.');
}

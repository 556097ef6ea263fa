import { inBytes } from "../measures/in-words.ts";
import { ListProblem } from "./list-problem.ts";
import { readTable } from "./read-table.ts";
import type { TextTable } from "./text-list.ts";

/** Larger files are not read: a page has to hold all of it at once. */
const mostBytes = 32e6;

/** Reads a file that the user chose. @throws ListProblem */
export async function readFile(file: File): Promise<TextTable> {
  if (file.size > mostBytes) {
    throw new ListProblem(`${file.name} has ${inBytes(file.size)}; up to ${inBytes(mostBytes)} can be read here.`, "Take a part of it.");
  }
  let content: string;
  try {
    const bytes = await file.arrayBuffer();
    content = new TextDecoder(encodingOf(new Uint8Array(bytes)), { fatal: true }).decode(bytes);
  } catch (cause) {
    const isEncoding = cause instanceof TypeError;
    throw isEncoding
      ? new ListProblem(`${file.name} is not UTF-8 text.`, "Save it as UTF-8 text (txt, csv or jsonl), then try again.")
      : new ListProblem(`${file.name} could not be read.`, "It may have been moved or changed meanwhile: choose it again.");
  }
  if (content.includes("\0")) {
    throw new ListProblem(`${file.name} is no text file.`, "Save it as UTF-8 text (txt, csv or jsonl), then try again.");
  }
  return readTable(file.name, content);
}

/** By the byte order mark, which every program that writes UTF-16 puts first. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

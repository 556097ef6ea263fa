import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { NestvecError } from "@nestvec/core";
import type { TableSource } from "../source/table-source.ts";
import { writing } from "../files/durable-files.ts";
import { digestFile, type FileDigest, findInputs, standardInput } from "../files/find-inputs.ts";
import { openSource, type SourceRequest } from "../formats/open-source.ts";
import type { TableOptions } from "./table-options.ts";

/** The tables that a job reads. */
export interface JobInputs {
  readonly sources: readonly TableSource[];
  readonly digests: readonly FileDigest[];
  readonly rows: number;
}

/**
 * Looks through all inputs once: their digests, rows and columns. Standard input is copied to a file first, since it can be read once alone.
 * @throws NestvecError FILE_NOT_READABLE, FILE_NOT_WRITABLE, LINE_INVALID, FILE_NOT_UTF8, ABORTED
 */
export async function openInputs(
  { inputs, inputFormat, signal }: TableOptions,
  field: string | undefined,
  folder: string,
): Promise<JobInputs> {
  const sources: TableSource[] = [];
  const digests: FileDigest[] = [];
  for (const name of await findInputs(inputs)) {
    const request: SourceRequest = { path: name, format: inputFormat, field };
    const path = name === standardInput ? await copyOfInput(folder, signal) : name;
    digests.push(await digestFile(path, signal));
    const source = await openSource(name === standardInput ? { ...request, path, name: "standard input" } : request);
    sources.push(name === standardInput ? { ...source, file: "standard input" } : source);
    if (signal?.aborted === true) throw new NestvecError("ABORTED", { what: "reading" }, { cause: signal.reason });
  }
  return { sources, digests, rows: sources.reduce((sum, { rows }) => sum + rows, 0) };
}

async function copyOfInput(folder: string, signal: AbortSignal | undefined): Promise<string> {
  const copy = join(folder, "standard-input");
  try {
    await writing(copy, () => pipeline(process.stdin, createWriteStream(copy), signal === undefined ? {} : { signal }));
  } catch (error) {
    throw signal?.aborted === true ? new NestvecError("ABORTED", { what: "reading" }, { cause: signal.reason }) : error;
  }
  return copy;
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { invalidArgument, NestvecError } from "@nestvec/core";
import { escapePath, glob, isDynamicPattern } from "tinyglobby";
import { systemProblem } from "./system-problem.ts";

/** Standard input among files. */
export const standardInput = "-";

/**
 * The files of some names and patterns, in the order in which these are given; those of a pattern by name. A file is taken by its name before a pattern.
 * @throws NestvecError ARGUMENT_INVALID where there is no input; FILE_NOT_READABLE where a name or a pattern stands for no file
 */
export async function findInputs(inputs: readonly string[]): Promise<readonly string[]> {
  if (inputs.length === 0) throw invalidArgument("inputs", inputs, "files, patterns such as texts/*.jsonl, or - for standard input");
  const found: string[] = [];
  for (const input of inputs) {
    if (input === standardInput) found.push(input);
    else if ((await isFile(input)) || !isDynamicPattern(input)) found.push(await readableFile(input));
    else {
      const files = await glob(input.replaceAll("\\", "/"), { onlyFiles: true, expandDirectories: false, absolute: isAbsolute(input) });
      if (files.length === 0) throw new NestvecError("FILE_NOT_READABLE", { file: input, problem: "no file matches this pattern" });
      found.push(...files.toSorted((left, right) => (left < right ? -1 : 1)));
    }
  }
  const twice = found.find((file, place) => found.indexOf(file) !== place);
  if (twice !== undefined)
    throw new NestvecError("ARGUMENT_INVALID", { argument: "inputs", found: `"${twice}" twice`, expected: "each file once" });
  return found;
}

const isFile = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined))?.isFile() ?? false;

async function readableFile(path: string): Promise<string> {
  try {
    if (!(await stat(path)).isDirectory()) return path;
  } catch (cause) {
    throw new NestvecError("FILE_NOT_READABLE", { file: path, problem: systemProblem(cause) }, { cause });
  }
  throw new NestvecError("FILE_NOT_READABLE", { file: path, problem: `it is a folder; ${escapePath(path)}/* stands for the files in it` });
}

/** What a file holds. */
export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

/** @throws NestvecError FILE_NOT_READABLE, ABORTED */
export async function digestFile(path: string, signal: AbortSignal | undefined): Promise<FileDigest> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, {
      highWaterMark: 4 * 1024 * 1024,
      ...(signal === undefined ? {} : { signal }),
    }) as AsyncIterable<Uint8Array>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (cause) {
    if (signal?.aborted === true) throw new NestvecError("ABORTED", { what: "reading" }, { cause: signal.reason });
    throw new NestvecError("FILE_NOT_READABLE", { file: path, problem: systemProblem(cause) }, { cause });
  }
  return { bytes, sha256: hash.digest("hex") };
}

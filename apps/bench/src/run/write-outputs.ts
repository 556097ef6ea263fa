import { constants } from "node:fs";
import { access, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { NestvecError } from "@nestvec/core";
import type { Context } from "./context.ts";
import { htmlReport } from "../report/html/html-report.ts";
import { terminalReport } from "../report/terminal-report.ts";
import type { BenchResults } from "../results/bench-results.ts";

/** Where results go besides standard output. */
export interface Outputs {
  readonly json?: string;
  readonly html?: string;
}

/** Makes sure that files can be written before minutes are spent on what goes into them. @throws NestvecError FILE_NOT_WRITABLE */
export async function requireWritable({ json, html }: Outputs): Promise<void> {
  for (const file of [json, html]) {
    if (file === undefined) continue;
    const folder = dirname(resolve(file));
    await access(folder, constants.W_OK | constants.X_OK).catch((cause: unknown) => notWritable(file, cause));
  }
}

/** Makes sure that a model's folder takes a table. @throws NestvecError FILE_NOT_WRITABLE */
export async function requireWritableFolder(folder: string): Promise<void> {
  await access(folder, constants.W_OK | constants.X_OK).catch((cause: unknown) => notWritable(folder, cause));
}

/** Prints the results, then writes them. What is printed cannot be lost to a full disk. @throws NestvecError FILE_NOT_WRITABLE */
export async function writeOutputs(results: BenchResults, { json, html }: Outputs, { print, note }: Context): Promise<void> {
  print(terminalReport(results));
  const files = [
    { file: json, contents: () => `${JSON.stringify(results, undefined, 1)}\n` },
    { file: html, contents: () => htmlReport(results) },
  ];
  for (const { file, contents } of files) {
    if (file === undefined) continue;
    await writeFile(file, await contents()).catch((cause: unknown) => notWritable(file, cause));
    note(`${file} was written.`);
  }
}

function notWritable(file: string, cause: unknown): never {
  const problem = cause instanceof Error ? cause.message : String(cause);
  throw new NestvecError("FILE_NOT_WRITABLE", { file, problem }, { cause });
}

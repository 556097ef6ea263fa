import { randomUUID } from "node:crypto";
import { rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeModel, NestvecError } from "@nestvec/core";
import { directory } from "@nestvec/runtime-node";
import type { QualityMeasure } from "../../results/quality.ts";
import { readTextFile } from "../data/read-text-file.ts";
import { systemProblem } from "../data/system-problem.ts";
import { mergeMeasures } from "./merge-measures.ts";
import { formatQualityFile, parseQualityFile } from "./quality-file.ts";

/**
 * Puts what was measured beside the model, into the `quality.json` that `plan` reads, and returns its path. `folder` is the model's: the
 * `source` of its `info()`. Written beside and renamed: a reader sees the old file or the new one, and where it cannot be written the
 * old one stays.
 * @throws NestvecError ARGUMENT_INVALID where there is no measure, or one for which not all was asked; FILE_NOT_WRITABLE; CONFIG_INVALID where
 * the old file cannot be read; and as `describeModel`
 */
export async function writeQualityTable(folder: string, measures: readonly QualityMeasure[]): Promise<string> {
  const sampled = measures.find((measure) => measure.sampled === true)?.name;
  if (measures.length === 0 || sampled !== undefined) {
    const found = sampled === undefined ? "empty" : `${JSON.stringify(sampled)} of some queries only`;
    throw new NestvecError("ARGUMENT_INVALID", { argument: "measures", found, expected: "what was measured, without a limit on queries" });
  }
  const { qualityPath, qualityPresent } = await describeModel(directory(folder));
  const path = join(folder, qualityPath);
  const old = parseQualityFile(qualityPresent ? await readTextFile(path) : "{}", path);
  await replaceFile(path, formatQualityFile(mergeMeasures(old, measures)));
  return path;
}

async function replaceFile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    // A link, such as those of a download cache to contents named by their digest, is replaced and not written through.
    const mode = (await stat(path).catch(() => undefined))?.mode;
    await writeFile(unfinished, text, { flag: "wx", flush: true, mode });
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw new NestvecError("FILE_NOT_WRITABLE", { file: path, problem: systemProblem(cause) }, { cause });
  }
}

import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { NestvecError } from "@nestvec/core";
import { pathProblem } from "@nestvec/core/download";
import { withLock } from "../files/lock.ts";
import { replaceFile } from "../files/replace-file.ts";
import { systemCode, systemProblem } from "../files/system-problem.ts";
import { isCommit, isRevision } from "../settings/repository-name.ts";

/** A file of a repository, as a lock file has it. */
export interface LockedFile {
  readonly bytes: number;
  /** In lower-case hexadecimal. */
  readonly sha256: string;
}

/** A repository, as a lock file has it. */
export interface LockedModel {
  /** What was asked for: a branch, a tag or a commit. */
  readonly revision: string;
  /** What that was. */
  readonly commit: string;
  /** By path. Those that were downloaded. */
  readonly files: Readonly<Record<string, LockedFile>>;
}

/** The lock file's name, where no other is given. */
export const lockFileName = "nestvec.lock.json";

type LockedModels = Readonly<Record<string, LockedModel>>;

/**
 * What a lock file says of a repository; undefined where it does not say.
 * @throws NestvecError CONFIG_INVALID, FILE_NOT_READABLE
 * @example
 * ```ts
 * import { lockFileName, readLock } from "@nestvec/hub";
 *
 * console.log(await readLock(`./none/${lockFileName}`, "BAAI/bge-small-en-v1.5")); // → undefined
 * ```
 */
export async function readLock(lockFile: string, repository: string): Promise<LockedModel | undefined> {
  const models = await readAll(lockFile);
  return models !== undefined && Object.hasOwn(models, repository) ? models[repository] : undefined;
}

/**
 * Writes down what was downloaded. Files of the same commit that were downloaded before stay listed.
 * @throws NestvecError CONFIG_INVALID, FILE_NOT_READABLE, FILE_NOT_WRITABLE, ABORTED
 */
export async function writeLock(lockFile: string, repository: string, model: LockedModel, signal?: AbortSignal): Promise<void> {
  // What says so already may be where nothing can be written.
  if ((await textWith(lockFile, repository, model)) === undefined) return;
  // What two write at once, both keep.
  const place = resolve(lockFile);
  const write = async (): Promise<void> => {
    const text = await textWith(lockFile, repository, model);
    if (text !== undefined) await replaceFile(place, (unfinished) => writeFile(unfinished, text));
  };
  await withLock(`${place}.nestvec.lock`, signal, write, lockFile);
}

/** What a lock file must hold; undefined where it does. */
async function textWith(lockFile: string, repository: string, model: LockedModel): Promise<string | undefined> {
  const earlier = (await readAll(lockFile)) ?? {};
  const same = Object.hasOwn(earlier, repository) ? earlier[repository] : undefined;
  const files = same?.commit === model.commit ? { ...same.files, ...model.files } : model.files;
  const models = { ...earlier, [repository]: { revision: model.revision, commit: model.commit, files: sorted(files) } };
  const text = `${JSON.stringify({ version: 1, models: sorted(models) }, undefined, 2)}\n`;
  return text === (await readFile(lockFile, "utf8").catch(() => undefined)) ? undefined : text;
}

const sorted = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).toSorted(([left], [right]) => (left < right ? -1 : 1)));

async function readAll(lockFile: string): Promise<LockedModels | undefined> {
  let text: string;
  try {
    text = await readFile(lockFile, "utf8");
  } catch (cause) {
    if (systemCode(cause) === "ENOENT") return undefined;
    throw new NestvecError("FILE_NOT_READABLE", { file: lockFile, problem: systemProblem(cause) }, { cause });
  }
  const value = parsed(text);
  const problem = value === undefined ? "not JSON" : problemOf(value);
  if (problem === undefined) return (value as { models: LockedModels }).models;
  const expected = `as "nestvec pull" writes it: {"version": 1, "models": {"ORG/NAME": {"revision", "commit", "files": {PATH: {"bytes", "sha256"}}}}}`;
  throw new NestvecError("CONFIG_INVALID", { file: lockFile, key: "", found: problem, expected });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function problemOf(value: unknown): string | undefined {
  if (!isRecord(value) || value["version"] !== 1 || !isRecord(value["models"])) return "no lock file of version 1";
  for (const [name, model] of Object.entries(value["models"])) {
    if (!isRecord(model) || !isRecord(model["files"])) return `without what belongs to "${name}"`;
    if (typeof model["revision"] !== "string" || !isRevision(model["revision"])) return `without a revision of "${name}"`;
    if (typeof model["commit"] !== "string" || !isCommit(model["commit"])) return `without the commit of "${name}"`;
    for (const [path, file] of Object.entries(model["files"])) {
      const isWhole = isRecord(file) && Number.isSafeInteger(file["bytes"]) && /^[0-9a-f]{64}$/.test(String(file["sha256"]));
      if (!isWhole || pathProblem(path) !== undefined) return `without size and sha256 of "${path}" of "${name}"`;
    }
  }
  return undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

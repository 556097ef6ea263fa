import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { NestvecError } from "@nestvec/core";

/**
 * The folder of a model's files where a folder of the Hugging Face hub's cache is given: of `models--ORG--NAME` the snapshot that `refs/main` names, or the
 * only one. Any other folder is returned as it is.
 * @throws NestvecError MODEL_NOT_FOUND, which names the snapshots, or the models where all of the cache is given
 */
export async function hubSnapshot(folder: string): Promise<string> {
  const root = basename(folder) === "snapshots" ? dirname(folder) : folder;
  const [entries, commits] = await Promise.all([namesIn(root), namesIn(join(root, "snapshots"))]);
  const isRepository = basename(root).startsWith("models--") || (commits.length > 0 && entries.includes("refs"));
  if (isRepository && commits.length > 0) {
    const main = await readFile(join(root, "refs", "main"), "utf8").catch(() => "");
    const commit = commits.find((name) => name === main.trim()) ?? (commits.length === 1 ? commits[0] : undefined);
    if (commit !== undefined) return join(root, "snapshots", commit);
    throw holding(
      folder,
      commits.map((name) => join(root === folder ? "snapshots" : "", name)),
    );
  }
  const models = entries.filter((name) => name.startsWith("models--"));
  if (models.length > 0) throw holding(folder, models);
  return folder;
}

const holding = (model: string, models: readonly string[]): NestvecError =>
  new NestvecError("MODEL_NOT_FOUND", { model, looked: ["snapshots", "refs/main"], models });

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

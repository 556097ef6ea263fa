import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentWithPnpm } from "./pnpm.mjs";
import { runCommand } from "./run-command.mjs";
import { cache, root, workspaceFolders } from "./workspace.mjs";

const stamp = join(cache, "installed");

/** Whether node_modules holds what the lock file and the manifests ask for, as far as our last install knows. */
export function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === wanted();
}

/**
 * Installs the dependencies that the lock file names.
 * @returns {Promise<{ succeeded: boolean, output: string }>}
 */
export async function install() {
  // What is about to be installed, taken before: a manifest edited meanwhile is then seen by the next run.
  const digest = wanted();
  const result = await runCommand("pnpm", ["install", "--frozen-lockfile"], { environment: await environmentWithPnpm() });
  if (result.succeeded) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(stamp, digest);
  }
  return result;
}

function wanted() {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  const manifests = workspaceFolders().map((folder) => `${folder}/package.json`);
  for (const file of ["pnpm-lock.yaml", ".pnpmfile.cjs", "pnpm-workspace.yaml", "package.json", ...manifests]) {
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}

import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentWithPnpm } from "../run/pnpm.mjs";
import { runCommand } from "../run/run-command.mjs";
import { readManifest, root, workspaceFolders } from "../run/workspace.mjs";

/** A package as it would be published. */
export interface Tarball {
  readonly name: string;
  /** The .tgz file. */
  readonly file: string;
  /** Paths of what is in it, sorted, without the leading "package/". */
  readonly contents: readonly string[];
  /** Its package.json, as it was written into it. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

function publishableFolders(): string[] {
  return workspaceFolders().filter((folder) => readManifest(join(root, folder)).private !== true);
}

/** Packs every package that is published, as publishing would, into a new temporary folder. */
export async function packAll(): Promise<{ readonly folder: string; readonly tarballs: readonly Tarball[] }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "nestvec-packed-")));
  const environment = await environmentWithPnpm();
  const tarballs: Tarball[] = [];
  for (const source of publishableFolders()) {
    // The licences are copied by a prepack script, which an `ignore-scripts` of the user's would leave out.
    const parameters = ["pack", "--config.ignore-scripts=false", "--json", "--pack-destination", folder];
    const { succeeded, output } = await runCommand("pnpm", parameters, { environment, folder: join(root, source) });
    const name = /"filename": "(.*)"/.exec(output)?.[1];
    if (!succeeded || name === undefined) throw new Error(`${source} could not be packed:\n${output}`);
    tarballs.push(readTarball(join(folder, name.replaceAll("\\\\", "\\").split(/[\\/]/).at(-1) ?? name)));
  }
  return { folder, tarballs };
}

function readTarball(file: string): Tarball {
  const contents = tar("-tzf", file)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^package\//, ""));
  const manifest: Record<string, unknown> = JSON.parse(tar("-xOzf", file, "package/package.json"));
  return { name: String(manifest["name"]), file, contents: contents.toSorted(), manifest };
}

function tar(...parameters: string[]): string {
  return execFileSync("tar", parameters, { encoding: "utf8" });
}

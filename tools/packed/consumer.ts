import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runNpm } from "../run/run-command.mjs";
import { readManifest, root } from "../run/workspace.mjs";
import { holdsBinaries } from "./shipped-files.ts";
import type { Tarball } from "./tarballs.ts";

/** What the throw-away project uses besides our packages, in the versions that this repository is developed with. */
const tools = ["typescript", "vitest", "@types/node"];

/**
 * A project outside the repository that has the tarballs installed by npm, with nothing said about scripts, as users do.
 * @returns the project's folder
 */
export async function installConsumer(parent: string, tarballs: readonly Tarball[]): Promise<string> {
  const folder = join(parent, "consumer");
  mkdirSync(folder);
  cpSync(join(root, "tools/packed/consumer"), folder, { recursive: true });
  // Those for other systems are left out by npm, and with them WebAssembly, which only they depend on.
  const optionalDependencies = files(tarballs.filter(({ manifest }) => isForASystem(manifest)));
  const overrides = files(tarballs.filter(({ name, manifest }) => holdsBinaries(name) && !isForASystem(manifest)));
  const ours = files(tarballs.filter(({ name, manifest }) => !holdsBinaries(name) && !isForASystem(manifest)));
  const others = Object.fromEntries(tools.map((name) => [name, readManifest(join(root, "node_modules", name)).version]));
  const manifest = {
    name: "consumer",
    private: true,
    type: "module",
    dependencies: { ...ours, ...others },
    optionalDependencies,
    overrides,
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const parameters = ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  const { succeeded, output } = await runNpm(parameters, { folder });
  if (!succeeded) throw new Error(`npm could not install the tarballs:\n${output}`);
  return folder;
}

const isForASystem = (manifest: Tarball["manifest"]): boolean => manifest["os"] !== undefined;

const files = (tarballs: readonly Tarball[]): Record<string, string> =>
  Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]));

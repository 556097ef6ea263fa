import { existsSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { childEnvironment, runNpm } from "./run-command.mjs";
import { readManifest, root } from "./workspace.mjs";

/** @type {Promise<NodeJS.ProcessEnv> | undefined} */
let brought;

/**
 * An environment in which `pnpm` is the pinned version, brought by npm and kept in npm's cache: the machine needs none of its own.
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export function environmentWithPnpm() {
  brought ??= bringPnpm();
  return brought;
}

/** @returns {Promise<NodeJS.ProcessEnv>} */
async function bringPnpm() {
  const pinned = readManifest(root).packageManager;
  // Preferring the cache changes nothing for an exact version, and without it npm retries for a minute when there is no network.
  const parameters = ["exec", "--yes", "--prefer-offline", `--package=${pinned}`, "--", "node", "-p", "'PATH=' + process.env.PATH"];
  const { succeeded, output } = await runNpm(parameters);
  const path = /^PATH=(.*)$/m.exec(output)?.[1];
  if (!succeeded || path === undefined) throw new Error(`${pinned} could not be fetched from the npm registry:\n${output}`);
  const bin = path.split(delimiter)[0] ?? "";
  const environment = childEnvironment();
  // Windows calls it Path; two spellings in one environment would be two variables.
  for (const name of Object.keys(environment)) if (name.toUpperCase() === "PATH") delete environment[name];
  return { ...environment, PATH: [...nativeFolders(dirname(bin)), path].join(delimiter) };
}

/**
 * The folders of pnpm's native program. Where install scripts are off, npm leaves a shell script without a first line in `.bin`,
 * which turbo cannot start.
 * @param {string} modules
 */
function nativeFolders(modules) {
  const scope = join(modules, "@pnpm");
  if (!existsSync(scope)) return [];
  return readdirSync(scope)
    .filter((name) => name.startsWith("exe."))
    .map((name) => join(scope, name));
}

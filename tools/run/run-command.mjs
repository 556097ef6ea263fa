import { spawn } from "node:child_process";
import { root } from "./workspace.mjs";

/** What the surroundings may set for a deployment or another project and what would change an install or a build here. */
const unwanted =
  /^(NODE_ENV|NODE_PATH|FORCE_COLOR|npm_config_(omit|include|only|production|optional|dev|dry_run|global|location|workspaces?|prefix|local_prefix))$/i;

/**
 * The environment that installs, builds and checks run in.
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !unwanted.test(name));
  // Output is collected, so no tool sees a terminal; some colour theirs all the same where CI is set.
  return { ...Object.fromEntries(kept), NO_COLOR: "1", TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
}

/**
 * Runs a program from the root and collects what it prints, both streams in the order they come.
 * @param {string} file
 * @param {string[]} parameters
 * @param {{ environment?: NodeJS.ProcessEnv, folder?: string }} [options]
 * @returns {Promise<{ succeeded: boolean, output: string }>}
 */
export function runCommand(file, parameters, { environment = childEnvironment(), folder = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, parameters, { cwd: folder, env: environment, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    const finish = (/** @type {boolean} */ succeeded, ending = "") =>
      resolve({ succeeded, output: Buffer.concat(chunks).toString("utf8") + ending });
    child.on("error", (error) => finish(false, `${file} could not be started: ${error.message}\n`));
    child.on("close", (code, signal) => finish(code === 0, signal === null ? "" : `${file} was ended by ${signal}\n`));
  });
}

/**
 * Runs a script on this Node, or on the one named.
 * @param {string[]} parameters the script's file and its arguments
 * @param {{ environment?: NodeJS.ProcessEnv, folder?: string, node?: string }} [options]
 * @returns {Promise<{ succeeded: boolean, output: string }>}
 */
export function runNode(parameters, { node = process.execPath, ...options } = {}) {
  return runCommand(node, parameters, options);
}

/**
 * Runs npm: the one that started this process where there is one, else the one beside Node on the path.
 * @param {string[]} parameters
 * @param {{ environment?: NodeJS.ProcessEnv, folder?: string }} [options]
 * @returns {Promise<{ succeeded: boolean, output: string }>}
 */
export function runNpm(parameters, options = {}) {
  const own = process.env["npm_execpath"];
  if (own !== undefined && /npm-cli\.[cm]?js$/.test(own)) return runNode([own, ...parameters], options);
  if (process.platform === "win32") return runCommand("cmd.exe", ["/d", "/c", "npm", ...parameters], options);
  return runCommand("npm", parameters, options);
}

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NestvecError } from "@nestvec/core";
import { cacheFolder } from "@nestvec/runtime-node";

/** Packages of other projects that do the same work, in the versions that were tried. */
const peers: Readonly<Record<string, string>> = { "@huggingface/transformers": "4.3.1", fastembed: "2.1.0" };

/** How the packages are installed. */
export interface InstallPeersOptions {
  /** Where; default: in the user's cache folder, by version. */
  readonly folder?: string;
  readonly signal?: AbortSignal;
  readonly progress?: (text: string) => void;
}

/** The default folder of the packages of other projects, which may not be there yet. */
export function peersFolder(): string {
  const versions = Object.entries(peers).map(([name, version]) => `${name.replaceAll(/\W+/g, "")}-${version}`);
  return join(cacheFolder(), "bench-peers", versions.join("_"));
}

/** Whether a folder has them: it gets its name when all is in it. */
export const arePeersInstalled = (folder: string = peersFolder()): boolean => existsSync(folder);

/**
 * Installs transformers.js and fastembed-js with npm into a folder of the user's cache, unless they are there: no script of theirs is run, and no
 * project's dependencies change. Resolves with the folder. @throws NestvecError ARGUMENT_INVALID where npm cannot, FILE_NOT_WRITABLE, ABORTED
 */
export async function installPeers({ folder = peersFolder(), signal, progress }: InstallPeersOptions = {}): Promise<string> {
  if (arePeersInstalled(folder)) return folder;
  progress?.("installing transformers.js and fastembed-js, about 700 MB, once");
  const parent = join(folder, "..");
  const unfinished = await mkdir(parent, { recursive: true })
    .then(() => mkdtemp(`${folder}-part-`))
    .catch((cause: unknown) => {
      throw new NestvecError("FILE_NOT_WRITABLE", { file: parent, problem: reasonOf(cause) }, { cause });
    });
  try {
    await writeFile(join(unfinished, "package.json"), JSON.stringify({ private: true }));
    const problem = await npmInstall(unfinished, signal);
    if (signal?.aborted === true) throw new NestvecError("ABORTED", { what: "installation" }, { cause: signal.reason });
    if (problem !== undefined) {
      const found = `given, but npm could not install ${Object.keys(peers).join(" and ")} (${problem})`;
      throw new NestvecError("ARGUMENT_INVALID", {
        argument: "--peers",
        found,
        expected: "given where npm reaches its registry; once is enough",
      });
    }
    // Another process may have been as fast.
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!arePeersInstalled(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Runs npm. Resolves with what went wrong, if anything did. */
function npmInstall(folder: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const packages = Object.entries(peers).map(([name, version]) => `${name}@${version}`);
  // The folder is named, since a process that npm has started inherits that of its project.
  const flags = ["--prefix", ".", "--ignore-scripts", "--no-save", "--no-package-lock", "--no-audit", "--no-fund"];
  const child = spawn("npm", ["install", ...flags, ...packages], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    // On Windows, npm is no program that can be started by itself. Nothing that a user gave is among the arguments.
    shell: process.platform === "win32",
    signal,
  });
  let printed = "";
  child.stderr.on("data", (data: Buffer) => (printed = (printed + data.toString()).slice(-10_000)));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(reasonOf(error)));
    child.on("close", (code) => resolve(code === 0 ? undefined : npmReason(printed, code)));
  });
}

/** npm's first line that says what, without its own prefix. */
function npmReason(printed: string, code: number | null): string {
  const said = printed.split("\n").flatMap((line) => /^npm (?:error|ERR!) (?!code|errno|syscall|A complete log)(.+)/.exec(line)?.[1] ?? []);
  return said[0] ?? `exit code ${code}`;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

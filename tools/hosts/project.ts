import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { afterAll } from "vitest";
import { environmentWithPnpm } from "../run/pnpm.mjs";
import { runCommand, runNpm } from "../run/run-command.mjs";
import { readManifest, root, workspaceFolders } from "../run/workspace.mjs";

/** What a program in Node has: the runtime, what it depends on, and the binaries of this system. */
const wanted = [
  "core",
  "runtime-node",
  "runtime-web",
  "hub",
  "model-mini",
  "onnxruntime",
  "conformance",
  "ai-sdk",
  "langchain",
  "llamaindex",
  `onnxruntime-${process.platform}-${process.arch}`,
  "onnxruntime-wasm",
  "onnxruntime-wasm-darwin-x64",
  "onnxruntime-wasm-linux-musl",
];

/** A project outside the repository. */
export interface Project {
  readonly folder: string;
  /** Runs a program of the project, Node, or a program by its whole path. */
  run(command: string, parameters: readonly string[], environment?: Readonly<Record<string, string>>): Ran;
}

/** How a program ended, and what it printed. */
export interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/** The packages as they would be published, by name, packed once for a test file into a folder that goes with it. */
export async function packed(): Promise<ReadonlyMap<string, string>> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "nestvec-hosts-")));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const environment = await environmentWithPnpm();
  const files = new Map<string, string>();
  const all = [...workspaceFolders()].filter((source) => wanted.some((name) => source === `packages/${name}`));
  for (const source of all) {
    const parameters = ["pack", "--config.ignore-scripts=false", "--json", "--pack-destination", folder];
    const { succeeded, output } = await runCommand("pnpm", parameters, { environment, folder: join(root, source) });
    const name = /"filename": "(.*)"/.exec(output)?.[1];
    if (!succeeded || name === undefined) throw new Error(`${source} could not be packed:\n${output}`);
    files.set(String(readManifest(join(root, source))["name"]), join(folder, name.split(/[\\/]/).at(-1) ?? name));
  }
  return files;
}

/**
 * A project of a recipe's files, with our packages and some of the registry installed by npm: `packages` by version, and of ours `own`, while the others
 * come as what those depend on. `flags`: those of npm install, for another system than this one.
 */
export async function project(
  tarballs: ReadonlyMap<string, string>,
  recipe: string | undefined,
  packages: Readonly<Record<string, string>> = {},
  own: readonly string[] = ["@nestvec/runtime-node"],
  flags: readonly string[] = [],
): Promise<Project> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "nestvec-host-")));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  if (recipe !== undefined) cpSync(join(root, "docs/hosts", recipe), folder, { recursive: true });
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  const files = Array.from(tarballs, ([name, file]) => [name, `file:${file}`] as const);
  const direct = Object.fromEntries(files.filter(([name]) => own.includes(name)));
  const overrides = Object.fromEntries(files.filter(([name]) => !own.includes(name)));
  const manifest = { name: "app", private: true, type: "module", dependencies: { ...direct, ...packages }, overrides };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const parameters = ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", "--legacy-peer-deps", ...flags];
  const { succeeded, output } = await runNpm(parameters, { folder });
  if (!succeeded) throw new Error(`npm could not install ${Object.keys(packages).join(", ")}:\n${output}`);
  return {
    folder,
    run(command, given, environment = {}) {
      const { NODE_OPTIONS: _, VITEST: __, ...inherited } = process.env;
      const program = command === "node" ? process.execPath : isAbsolute(command) ? command : join(folder, "node_modules/.bin", command);
      const { status, stdout, stderr } = spawnSync(program, given, {
        cwd: folder,
        env: { ...inherited, NODE_ENV: "", CI: "1", ...environment },
        encoding: "utf8",
        timeout: 400_000,
      });
      return { code: status, output: `${stdout}${stderr}` };
    },
  };
}

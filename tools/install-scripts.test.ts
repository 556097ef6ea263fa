import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readManifest, root, workspaceFolders } from "./run/workspace.mjs";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What package managers run when a package is installed from a registry. */
const installScripts = ["preinstall", "install", "postinstall"];

const published = workspaceFolders().filter((folder) => readManifest(join(root, folder)).private !== true);

// One such script is enough for pnpm to end with an error, and most of them fetch something that is not in the registry.
test.each(published)("all that comes with %s installs without running anything", (folder) => {
  const found = packagesUnder(join(root, folder));
  expect(found.size).toBeGreaterThan(0);
  expect([...found].flatMap(scriptsOf)).toEqual([]);
});

// An override holds in this repository alone: users would get what it keeps away here.
test.each(published)("nothing that comes with %s is another version here than it is for users", (folder) => {
  const { overrides } = parse(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")) as {
    readonly overrides: Readonly<Record<string, string>>;
  };
  const names = [...packagesUnder(join(root, folder))].map((found) => read(found).name);
  expect(names.filter((name) => Object.hasOwn(overrides, name))).toEqual([]);
});

test("a script would be noticed", () => {
  expect(scriptsOf(join(root, "packages/onnxruntime/node_modules/onnxruntime-node"))).toEqual(["onnxruntime-node 1.30.0: postinstall"]);
});

const read = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

function scriptsOf(folder: string): string[] {
  const { name, version, scripts = {} } = read(folder);
  const named = installScripts.filter((script) => scripts[script] !== undefined);
  // npm compiles what has such a file, without a script that says so.
  if (existsSync(join(folder, "binding.gyp"))) named.push("binding.gyp");
  return named.map((script) => `${name} ${version}: ${script}`);
}

/** The folders of a package and of all that its users get with it. A system's optional dependency that is not for this one is not there. */
function packagesUnder(folder: string, found = new Set<string>()): Set<string> {
  const real = realpathSync(folder);
  if (found.has(real)) return found;
  found.add(real);
  const { dependencies, optionalDependencies } = read(real);
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const next = resolve(real, name);
    if (next !== undefined) packagesUnder(next, found);
    else if (optionalDependencies?.[name] === undefined) throw new Error(`${real} has no ${name}.`);
  }
  return found;
}

function resolve(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

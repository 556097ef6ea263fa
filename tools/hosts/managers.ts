import { existsSync } from "node:fs";
import { join } from "node:path";
import { bring } from "../run/bring.mjs";
import { findNode24 } from "../run/node-24.mjs";
import { environmentWithPnpm } from "../run/pnpm.mjs";
import { readManifest, root } from "../run/workspace.mjs";

/** A package manager, as a user has it. */
export interface Manager {
  readonly name: string;
  /** What starts it here, or why there is none. */
  readonly command: readonly string[] | { readonly missing: string };
  /** The command that adds packages. */
  readonly add: string;
  /** Its settings beside package.json; the registry's address is put in. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether it downloads what is for other systems, too, and then leaves it out. */
  readonly downloadsAll?: true;
  /** How it runs a program of the project: the words before the file. */
  readonly run: readonly string[];
}

const npmrc = { ".npmrc": "registry=REGISTRY/\n" };
const yarnrc = (linker: string): Record<string, string> => ({
  ".yarnrc.yml": `nodeLinker: ${linker}\nnpmRegistryServer: "REGISTRY"\nunsafeHttpWhitelist: ["127.0.0.1"]\nenableTelemetry: false\n`,
  // An empty one makes the folder a project of its own.
  "yarn.lock": "",
});

/** The package managers that our packages have to be installed with, found or not. */
export async function findManagers(): Promise<readonly Manager[]> {
  const brought = await bring(join(root, "tools/hosts/managers"));
  const node = [process.execPath];
  const node24 = await findNode24();
  const withPnpm = await environmentWithPnpm();

  const inJavaScript = (name: string, file: string, runner: readonly string[] = node): Manager["command"] => {
    if ("missing" in brought) return brought;
    return [...runner, join(brought.modules, name, file)];
  };
  const bun = (): Manager["command"] => {
    if ("missing" in brought) return brought;
    const system = process.platform === "win32" ? "windows" : process.platform;
    const folder = join(brought.modules, "@oven", `bun-${system}-${process.arch === "arm64" ? "aarch64" : process.arch}`);
    if (!existsSync(folder)) return { missing: `npm has no Bun for ${process.platform} ${process.arch}` };
    const { bin } = readManifest(folder);
    return [join(folder, typeof bin === "string" ? bin : (bin?.["bun"] ?? "bin/bun"))];
  };
  const yarnBerry = inJavaScript("yarn-berry", "bin/yarn.js");
  const yarnNode = "missing" in yarnBerry ? [] : [...yarnBerry, "node"];

  return [
    { name: "npm 10", command: inJavaScript("npm-10", "bin/npm-cli.js"), add: "install", settings: npmrc, run: node },
    { name: "npm, the user's own", command: ["npm"], add: "install", settings: npmrc, run: node },
    { name: "pnpm 10", command: inJavaScript("pnpm-10", "bin/pnpm.cjs"), add: "add", settings: npmrc, run: node },
    {
      name: "pnpm 11",
      // It asks for Node 22.
      command: "missing" in node24 ? node24 : inJavaScript("pnpm-11", "bin/pnpm.mjs", [node24.program]),
      add: "add",
      settings: npmrc,
      run: node,
    },
    { name: "pnpm 12", command: ["env", `PATH=${withPnpm["PATH"]}`, "pnpm"], add: "add", settings: npmrc, run: node },
    // It refuses what asks for a later Node.
    {
      name: "Yarn 1",
      command: inJavaScript("yarn-classic", "bin/yarn.js"),
      downloadsAll: true,
      add: "add",
      settings: npmrc,
      run: node,
    },
    {
      name: "Yarn 1 on Node 24",
      command: "missing" in node24 ? node24 : inJavaScript("yarn-classic", "bin/yarn.js", [node24.program]),
      downloadsAll: true,
      add: "add",
      settings: npmrc,
      run: node,
    },
    { name: "Yarn 4, node_modules", command: yarnBerry, add: "add", settings: yarnrc("node-modules"), run: node },
    { name: "Yarn 4, Plug'n'Play", command: yarnBerry, add: "add", settings: yarnrc("pnp"), run: yarnNode },
    { name: "Bun", command: bun(), add: "add", settings: npmrc, run: node },
  ];
}

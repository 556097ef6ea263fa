// npm start: installs, builds what the main job needs, and runs it. What is up to date already is not done again.
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { build, isBuilt } from "./run/build.mjs";
import { install, isInstalled } from "./run/install.mjs";
import { requireNode } from "./run/node-version.mjs";
import { step } from "./run/step.mjs";
import { root } from "./run/workspace.mjs";

/** The package of the command line. */
const command = "nestvec";

requireNode();
if (!isInstalled() && !(await step("install", install))) process.exit(1);
if (!isBuilt(command) && !(await step("build", () => build(command)))) process.exit(1);

const { status } = spawnSync(process.execPath, [join(root, "apps/cli/dist/main.js"), "demo"], { stdio: "inherit" });
process.exitCode = status ?? 1;

// npm run build: installs what is missing and builds every package, with the pnpm that package.json pins.
import { build } from "./run/build.mjs";
import { install, isInstalled } from "./run/install.mjs";
import { requireNode } from "./run/node-version.mjs";
import { step } from "./run/step.mjs";

requireNode();
if (!isInstalled() && !(await step("install", install))) process.exit(1);
if (!(await step("build", () => build()))) process.exit(1);

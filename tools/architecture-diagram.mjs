// The diagrams in ARCHITECTURE.md, made of the imports in the sources: prints the page, or, with --write, writes it.
//   node tools/architecture-diagram.mjs --write
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { replaceDiagrams } from "./architecture/diagram.mjs";
import { readSources } from "./architecture/sources.mjs";
import { root } from "./run/workspace.mjs";

const page = join(root, "ARCHITECTURE.md");
const text = replaceDiagrams(readFileSync(page, "utf8"), readSources());
if (process.argv.includes("--write")) writeFileSync(page, text);
else process.stdout.write(text);

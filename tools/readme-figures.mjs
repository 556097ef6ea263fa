// Makes the README's tables of figures anew from the results that the bench wrote:
//   node tools/readme-figures.mjs
// A table stands between `<!-- bench: docs/bench/nestvec-mini.json -->` and `<!-- /bench -->`, which name the file that it is made of.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { figureFiles, replaceFigures } from "./readme/replace-figures.mjs";
import { root } from "./run/workspace.mjs";

const readme = join(root, "README.md");
const before = readFileSync(readme, "utf8");
const files = figureFiles(before);
const after = replaceFigures(before, (file) => readFileSync(join(root, file), "utf8"));
writeFileSync(readme, after);
console.log(
  files.length === 0
    ? "README.md has no mark such as <!-- bench: docs/bench/nestvec-mini.json -->."
    : `${after === before ? "README.md is as it was" : "README.md has new figures"}, from ${files.join(", ")}.`,
);

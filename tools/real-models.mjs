// npm run -s real-models: models with real weights from package registries, against what Sentence Transformers makes of them.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runApp } from "./run/run-app.mjs";
import { cache, root } from "./run/workspace.mjs";

const stsb = join(root, "..", "shared", "data", "stsb");
process.argv.splice(2, 0, "real-models", "--folder", join(cache, "real-models"), ...(existsSync(stsb) ? ["--stsb", stsb] : []));
await runApp("tools/lab/dist/main.js");

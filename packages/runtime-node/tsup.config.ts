import { defineConfig } from "tsup";
import { library } from "../../tsup.base.ts";

// What workers run is a file of its own.
export default defineConfig({ ...library, entry: { index: "src/index.ts", vectors: "src/vectors.ts", worker: "src/worker.ts" } });

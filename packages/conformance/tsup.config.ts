import { defineConfig } from "tsup";
import { library } from "../../tsup.base.ts";

// Where the models are can be asked without vitest, which only runs in its own runner.
export default defineConfig({ ...library, entry: { index: "src/index.ts", models: "src/reference-models.ts" } });

import { defineConfig } from "tsup";
import { library } from "../../tsup.base.ts";

// What is imported by those who name a provider, and what is imported where it runs.
export default defineConfig({ ...library, entry: { index: "src/index.ts", module: "src/module.ts" } });

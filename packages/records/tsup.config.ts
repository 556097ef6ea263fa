import { defineConfig } from "tsup";
import { library } from "../../tsup.base.ts";

// The names of the formats can be had without what reads them, for help texts.
export default defineConfig({ ...library, entry: { index: "src/index.ts", formats: "src/rows/format.ts" } });

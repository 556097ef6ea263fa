import { defineConfig } from "tsup";
import { library } from "../../tsup.base.ts";

// The library and the command `nestvec-server`.
export default defineConfig({ ...library, entry: { index: "src/index.ts", main: "src/main.ts" } });

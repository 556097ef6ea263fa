import { copyFile } from "node:fs/promises";
import { defineConfig } from "tsup";
import { library } from "../../tsup.base.ts";

// The command, and what a program gets that imports "nestvec". That file only exports another package again: it is its own declaration.
export default defineConfig({
  ...library,
  entry: { index: "src/index.ts", main: "src/main.ts" },
  dts: false,
  onSuccess: () => copyFile("src/index.ts", "dist/index.d.ts"),
});

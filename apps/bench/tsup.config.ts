import { defineConfig } from "tsup";
import { library } from "../../tsup.base.ts";

// What is run in processes of their own are files of their own.
const entry = [
  "src/index.ts",
  "src/main.ts",
  "src/variants/variant-child.ts",
  "src/resources/resources-child.ts",
  "src/peak/peak-child.ts",
  "src/shapes/operations/operations-child.ts",
  "src/shapes/shapes-child.ts",
];

const measuring = "src/measuring/index.ts";

const { dts, ...common } = library;

export default defineConfig({
  ...common,
  entry: { measuring, ...Object.fromEntries(entry.map((file) => [file.replace(/^.*\/|\.ts$/g, ""), file])) },
  dts: { ...dts, entry: { index: "src/index.ts", measuring } },
});

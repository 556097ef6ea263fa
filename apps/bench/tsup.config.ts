import { defineConfig } from "tsup";

// What is run in processes of their own are files of their own.
const entry = ["src/main.ts", "src/memory.ts", "src/memory-child.ts", "src/engine/engine-child.ts", "src/engine/session-memory-child.ts"];

export default defineConfig({
  entry: Object.fromEntries(entry.map((file) => [file.replace(/^.*\/|\.ts$/g, ""), file])),
  format: ["esm"],
  clean: true,
  target: "es2022",
});

import { defineConfig } from "tsup";

export default defineConfig({ entry: ["src/memory.ts", "src/memory-child.ts"], format: ["esm"], clean: true, target: "es2022" });

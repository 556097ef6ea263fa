import { fileURLToPath } from "node:url";

/** @type {import("webpack").Configuration} */
const config = {
  mode: "production",
  target: "node20",
  // The worker is a program of its own.
  entry: { main: "./main.js", "nestvec-worker": "./nestvec-worker.js" },
  experiments: { outputModule: true },
  output: { path: fileURLToPath(new URL("dist", import.meta.url)), filename: "[name].mjs", module: true, chunkFormat: "module" },
};

export default config;

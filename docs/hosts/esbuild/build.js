import { build } from "esbuild";

await build({
  // The worker is a program of its own.
  entryPoints: ["main.js", "nestvec-worker.js"],
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  format: "cjs",
  // What a bundle in CommonJS does not have is not used there.
  logOverride: { "empty-import-meta": "silent" },
});

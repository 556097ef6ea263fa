import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Format } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tiny } from "../testing/model-copies.ts";

// The real path: a temporary folder may be a link, which a bundle's own path is not.
const folder = realpathSync(mkdtempSync(join(tmpdir(), "nestvec-bundle-")));
const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
afterAll(() => rmSync(folder, { recursive: true }));

// Of all packages, only the one that publishes ONNX Runtime itself is where the bundle is.
beforeAll(() => {
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(packageFolder, "node_modules/onnxruntime-node"), join(folder, "node_modules/onnxruntime-node"));
});

const program = `
  import { loadModel } from "@nestvec/runtime-node";
  loadModel(${JSON.stringify(tiny)}, { isolation: "none" }).then(async (embedder) => {
    console.log((await embedder.embed(["a text"], { dimension: 32 })).data.length);
    await embedder.dispose();
  });
`;

test.each<Format>(["esm", "cjs"])("a program is bundled into one file without settings for native code (%s)", async (format) => {
  const outfile = join(folder, `program.${format === "esm" ? "mjs" : "cjs"}`);
  const stdin = { contents: program, resolveDir: dirname(fileURLToPath(import.meta.url)) };
  await build({ stdin, outfile, bundle: true, platform: "node", format, logLevel: "error" });
  expect(execFileSync(process.execPath, [outfile], { encoding: "utf8" }).trim()).toBe("32");
});

// node tools/onnxruntime/update.mjs VERSION: puts another version of ONNX Runtime everywhere: versions in manifests and sources, the checksums
// of the binaries in npm's onnxruntime-node and onnxruntime-web, and the licence texts, which only the Python package has (it needs pip). Then install and test.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand, runNpm } from "../run/run-command.mjs";
import { readManifest, root, workspaceFolders } from "../run/workspace.mjs";
import { readChecksums, sha256 } from "./checksums.mjs";

const [version = ""] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(version)) {
  console.error("Which version? For example: node tools/onnxruntime/update.mjs 1.30.0");
  process.exit(2);
}
const before = readManifest(join(root, "packages/onnxruntime-linux-x64")).version;
const folder = mkdtempSync(join(tmpdir(), "nestvec-onnxruntime-"));
try {
  for (const name of ["onnxruntime-node", "onnxruntime-web"]) {
    mkdirSync(join(folder, name));
    await must(runNpm(["pack", `${name}@${version}`, "--silent"], { folder }));
    await must(runCommand("tar", ["-xzf", `${name}-${version}.tgz`, "-C", name], { folder }));
  }
  await must(
    runCommand("python3", ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", `onnxruntime==${version}`], { folder }),
  );
  const wheel = readdirSync(folder).find((name) => name.endsWith(".whl")) ?? "";
  await must(runCommand("python3", ["-m", "zipfile", "-e", wheel, "wheel"], { folder }));
  for (const name of ["LICENSE", "ThirdPartyNotices.txt"]) {
    copyFileSync(join(folder, "wheel", "onnxruntime", name), join(root, "tools", "onnxruntime", name));
  }
  for (const path of workspaceFolders()) updateManifest(path);
  replaceIn("packages/onnxruntime/src/version.ts");
} finally {
  rmSync(folder, { recursive: true });
}

/** @param {string} path */
function updateManifest(path) {
  const { os, cpu, name } = readManifest(join(root, path));
  if (name.startsWith("@nestvec/onnxruntime-") && existsSync(join(root, path, "SHA256SUMS"))) {
    const native = join(folder, "onnxruntime-node", "package", "bin", "napi-v6", os?.[0] ?? "", cpu?.[0] ?? "");
    const from = os === undefined ? join(folder, "onnxruntime-web", "package", "dist") : native;
    const lines = readChecksums(join(root, path)).map(({ file }) => {
      const source = join(from, file.replace(/^dist\//, ""));
      return `${sha256(source)}  ${file}\n`;
    });
    writeFileSync(join(root, path, "SHA256SUMS"), lines.join(""));
  }
  replaceIn(`${path}/package.json`);
}

/**
 * Replaces the version on lines that are about ONNX Runtime, and that of a package of binaries itself.
 * @param {string} path
 */
function replaceIn(path) {
  const isBinaries = path.startsWith("packages/onnxruntime-");
  const file = join(root, path);
  const lines = readFileSync(file, "utf8").split("\n");
  const replaced = lines.map((line) =>
    /onnx-?runtime/i.test(line) || (isBinaries && line.includes('"version"')) ? line.replaceAll(`${before}"`, `${version}"`) : line,
  );
  writeFileSync(file, replaced.join("\n"));
}

/** @param {Promise<{ succeeded: boolean, output: string }>} running */
async function must(running) {
  const { succeeded, output } = await running;
  if (!succeeded) throw new Error(output);
}

// Run in the folder of a package of ONNX Runtime's binaries: takes those that its SHA256SUMS lists from the development dependency
// onnxruntime-node, whose npm package has all systems', or WebAssembly, which is for no system of its own, from onnxruntime-web, and compares their
// bytes. With --if-for-this-machine, the packages of other systems stay empty.
import { copyFileSync, existsSync, linkSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readManifest, root } from "../run/workspace.mjs";
import { readChecksums, sha256 } from "./checksums.mjs";

const papers = join(root, "tools", "onnxruntime");
const folder = process.cwd();
const { os = [], cpu = [] } = readManifest(folder);
const [system, processor] = [os[0], cpu[0]];
const isForThisMachine = system === undefined || (system === process.platform && processor === process.arch);

mkdirSync(join(folder, "dist"), { recursive: true });
if (isForThisMachine || !process.argv.includes("--if-for-this-machine")) takeBinaries();

function takeBinaries() {
  const modules = join(root, "packages", "onnxruntime", "node_modules");
  const native = join(modules, "onnxruntime-node", "bin", "napi-v6", system ?? "", processor ?? "");
  const source = system === undefined ? join(modules, "onnxruntime-web", "dist") : native;
  for (const { file, digest } of readChecksums(folder)) {
    const target = join(folder, file);
    if (!existsSync(target) || sha256(target) !== digest) put(join(source, file.replace(/^dist\//, "")), target);
    if (sha256(target) === digest) continue;
    rmSync(target);
    throw new Error(`${file} of ${folder} is not what SHA256SUMS lists: see tools/onnxruntime/update.mjs.`);
  }
  copyFileSync(join(papers, "LICENSE"), join(folder, "LICENSE"));
  copyFileSync(join(papers, "ThirdPartyNotices.txt"), join(folder, "ThirdPartyNotices.txt"));
}

/**
 * A second name for the same bytes where the file system has that, since they are many.
 * @param {string} from
 * @param {string} to
 */
function put(from, to) {
  rmSync(to, { force: true });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

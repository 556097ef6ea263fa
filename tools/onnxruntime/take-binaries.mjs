// Run in the folder of a package of ONNX Runtime's binaries: takes those that its SHA256SUMS lists from the development dependency
// onnxruntime-node, whose npm package has all systems', and compares their bytes. With --if-for-this-machine, the others' packages stay empty.
import { copyFileSync, existsSync, linkSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readManifest, root } from "../run/workspace.mjs";
import { readChecksums, sha256 } from "./checksums.mjs";

const papers = join(root, "tools", "onnxruntime");
const folder = process.cwd();
const { os = [], cpu = [] } = readManifest(folder);
const isForThisMachine = os.includes(process.platform) && cpu.includes(process.arch);

mkdirSync(join(folder, "dist"), { recursive: true });
if (isForThisMachine || !process.argv.includes("--if-for-this-machine")) takeBinaries();

function takeBinaries() {
  const source = join(root, "packages", "onnxruntime", "node_modules", "onnxruntime-node", "bin", "napi-v6", os[0] ?? "", cpu[0] ?? "");
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

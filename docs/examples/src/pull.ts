import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pullModel } from "@nestvec/hub";
import { loadModel, messageOf } from "@nestvec/runtime-node";

// The lock file of a project says which commit and which bytes it was built with.
const lockFile = join(await mkdtemp(join(tmpdir(), "my-app-")), "nestvec.lock.json");

const { folder, files, commit } = await pullModel("BAAI/bge-small-en-v1.5", { lockFile });
console.log(`${files.length} files of the commit ${commit}`);

const embedder = await loadModel(folder);
const { dimension } = await embedder.embed(["nesting dolls"]);
console.log(`vectors of ${dimension} numbers`);
await embedder.dispose();

try {
  await pullModel("BAAI/bge-small-en-v1.5", { lockFile, frozen: true, revision: "v2" });
} catch (error) {
  console.log(messageOf(error).slice(lockFile.length - "nestvec.lock.json".length));
}

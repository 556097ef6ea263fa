import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileModel } from "@nestvec/compiler";
import { referenceModels } from "@nestvec/conformance/models";
import { loadModel } from "@nestvec/runtime-node";

// Any folder with config.json, model.safetensors and tokenizer.json. This one comes with the conformance package.
const source = fileURLToPath(new URL("tiny-modernbert-source", referenceModels));
const out = join(await mkdtemp(join(tmpdir(), "my-app-")), "tiny-modernbert");

const { family, layers, files } = await compileModel(source, { out });
console.log(`${family}: exits ${layers.join(", ")}`);
console.log(`weights: ${files.flatMap(({ path }) => (path.endsWith(".bin") ? [path] : [])).join(", ")}`);

const embedder = await loadModel(out);
const { layer, dimension } = await embedder.embed(["nesting dolls"], { layer: 4, dimension: 32 });
console.log(`layer ${layer}, ${dimension} numbers`);
await embedder.dispose();

import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { quantizeModel } from "@nestvec/compiler";
import { referenceModels } from "@nestvec/conformance/models";
import { loadModel } from "@nestvec/runtime-node";

// Any folder with ONNX graphs and a tokenizer. This one comes with the conformance package.
const source = fileURLToPath(new URL("tiny-modernbert", referenceModels));
const out = join(await mkdtemp(join(tmpdir(), "my-app-")), "tiny-modernbert-int8");

// Texts like those that you will embed; without them, sentences of many languages are taken.
const texts = Array.from({ length: 20 }, (_, index) => `Doll ${index} is inside of doll ${index + 1}.`);

const { layers, quantization } = await quantizeModel(source, { out, texts, minCosine: 0.99 });
console.log(`exits ${layers.join(", ")}, near enough: ${quantization.cosine.minimum >= 0.99}`);

const embedder = await loadModel(out);
const { space } = await embedder.embed(["nesting dolls"], { layer: 4 });
console.log(space.endsWith("/int8"));
await embedder.dispose();
